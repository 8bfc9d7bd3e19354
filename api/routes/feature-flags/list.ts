import { z } from 'zod';
import { featureFlagSchema } from '../../../contracts/feature-flags.ts';
import { listFeatureFlags } from '../../../db/repositories/feature-flags.ts';
import { withTenant } from '../../../db/tenant.ts';
import { viewFeatureFlag } from '../../feature-flag-view.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getFeatureFlags: Route = (app, deps) =>
  app.get(
    '/api/v1/feature-flags',
    {
      schema: {
        tags: ['feature flags'],
        summary: 'The switches of the workspace',
        response: { 200: z.object({ data: z.array(featureFlagSchema) }) },
      },
    },
    async (request) => {
      allowed(request, 'read');
      const flags = await withTenant(deps.db, contextOf(request, { readOnly: true }), listFeatureFlags);
      return { data: flags.map(viewFeatureFlag) };
    },
  );

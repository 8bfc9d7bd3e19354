import { z } from 'zod';
import {
  featureFlagSchema,
  featureKeySchema,
  setFeatureFlagSchema,
} from '../../../contracts/feature-flags.ts';
import { setFeature } from '../../../db/repositories/feature-flags.ts';
import { withTenant } from '../../../db/tenant.ts';
import { viewFeatureFlag } from '../../feature-flag-view.ts';
import { allowed, confirmedLately, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const putFeatureFlag: Route = (app, deps) =>
  app.put(
    '/api/v1/feature-flags/:key',
    {
      config: { problems: ['person-required', 'confirmation-required'] },
      schema: {
        tags: ['feature flags'],
        summary: 'Turns a switch of the workspace',
        description: 'It holds from the next step of whatever runs: nothing that is done is undone.',
        params: z.object({ key: featureKeySchema }),
        body: setFeatureFlagSchema,
        response: { 200: featureFlagSchema },
      },
    },
    async (request) => {
      allowed(request, 'manage');
      confirmedLately(request, deps.now());
      const flag = await withTenant(deps.db, contextOf(request), (tx) =>
        setFeature(tx, request.params.key, request.body.enabled, deps.now()),
      );
      return viewFeatureFlag(flag);
    },
  );

import { z } from 'zod';
import { addDomainSchema, identityProviderSchema } from '../../../contracts/sso.ts';
import {
  addDomain,
  DomainTaken,
  endUnbound,
  listDomains,
  removeDomain,
  verifyDomain,
} from '../../../db/repositories/identity-providers.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, confirmedLately, contextOf } from '../../plugins/session.ts';
import { ApiProblem, notFound } from '../../problem.ts';
import { readSso, recordOf, requireSsoPlan } from '../../sso-view.ts';
import type { Route } from '../../types.ts';

const path = '/api/v1/identity-provider/domains';
const tags = ['single sign-on'];
const problems = ['person-required' as const, 'confirmation-required' as const];

export const postDomain: Route = (app, deps) =>
  app.post(
    path,
    {
      config: { problems: [...problems, 'unprocessable'] },
      schema: {
        tags,
        summary: 'Claims a mail domain; it counts once its TXT record proves it',
        body: addDomainSchema,
        response: { 200: identityProviderSchema },
      },
    },
    (request) => {
      allowed(request, 'identity');
      confirmedLately(request, deps.now());
      return withTenant(deps.db, contextOf(request), async (tx) => {
        await requireSsoPlan(tx);
        await addDomain(tx, request.body.domain);
        return readSso(deps, tx);
      });
    },
  );

export const postDomainCheck: Route = (app, deps) =>
  app.post(
    `${path}/:domain/check`,
    {
      config: { problems: [...problems, 'not-found', 'conflict', 'unprocessable'] },
      schema: {
        tags,
        summary: "Looks for the domain's TXT record",
        params: z.object({ domain: z.string().max(253) }),
        response: { 200: identityProviderSchema },
      },
    },
    async (request) => {
      allowed(request, 'identity');
      confirmedLately(request, deps.now());
      const { domain } = request.params;
      const domains = await withTenant(deps.db, contextOf(request, { readOnly: true }), listDomains);
      const claimed = domains.find((one) => one.domain === domain);
      if (!claimed) throw notFound('domain');
      const { name, value } = recordOf(domain, claimed.challenge);
      const records = await deps.resolveTxt(name).catch(() => []);
      if (!records.some((parts) => parts.join('') === value)) {
        throw new ApiProblem(
          'unprocessable',
          `There is no TXT record ${name} with ${value} yet. Names take a while.`,
          {
            reason: 'sso-record',
          },
        );
      }
      const proved = await withTenant(deps.db, contextOf(request), async (tx) => {
        await verifyDomain(tx, domain, deps.now());
        await endUnbound(tx);
        return readSso(deps, tx);
      }).catch((error: unknown) => {
        if (!(error instanceof DomainTaken)) throw error;
        throw new ApiProblem('conflict', 'Another workspace has proved this domain.', {
          reason: 'sso-taken',
        });
      });
      request.log.info({ domain }, 'domain proved');
      return proved;
    },
  );

export const deleteDomain: Route = (app, deps) =>
  app.delete(
    `${path}/:domain`,
    {
      config: { problems: [...problems, 'not-found'] },
      schema: {
        tags,
        summary: 'Gives a domain up',
        params: z.object({ domain: z.string().max(253) }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      allowed(request, 'identity');
      confirmedLately(request, deps.now());
      const found = await withTenant(deps.db, contextOf(request), (tx) =>
        removeDomain(tx, request.params.domain),
      );
      if (!found) throw notFound('domain');
      return reply.code(204).send(null);
    },
  );

import { createdApiKeySchema, newApiKeySchema } from '../../../contracts/api-keys.ts';
import { createKey, listKeys } from '../../../db/repositories/api-keys.ts';
import { lockMember } from '../../../db/repositories/members.ts';
import { withTenant } from '../../../db/tenant.ts';
import { apiKeyView } from '../../api-key-view.ts';
import { peopleRefused } from '../../member-problem.ts';
import { markRepeat, once, onceHeaders } from '../../once.ts';
import { allowed, confirmedLately, contextOf } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import type { Route } from '../../types.ts';

const DAY_MS = 24 * 60 * 60_000;

export const postApiKey: Route = (app, deps) =>
  app.post(
    '/api/v1/api-keys',
    {
      config: { problems: ['person-required', 'confirmation-required'] },
      schema: {
        tags: ['API keys'],
        summary: 'A key for a program, shown this once',
        description:
          'It may do what its scopes and the role of its maker both allow, and ends with their membership.',
        headers: onceHeaders,
        body: newApiKeySchema,
        response: { 201: createdApiKeySchema },
      },
    },
    async (request, reply) => {
      const { rights, userId } = allowed(request, 'keys');
      confirmedLately(request, deps.now());
      const { name, scopes, expiresInDays } = request.body;
      const above = scopes.find((scope) => !rights.includes(scope));
      if (above) throw new ApiProblem('forbidden', `Your own role does not allow the scope ${above}.`);
      const now = deps.now();
      const expiresAt = new Date(now.getTime() + expiresInDays * DAY_MS);
      const { view, done } = await withTenant(deps.db, contextOf(request), (tx) =>
        // The stored answer, which a repeat gets, does not hold the key.
        once(tx, request, 201, now, async () => {
          await lockMember(tx, userId);
          const { id, token } = await createKey(tx, { name, scopes, expiresAt, createdBy: userId }, now);
          const row = (await listKeys(tx, now)).find((one) => one.id === id)!;
          return { view: apiKeyView(row, now), done: token };
        }),
      ).catch(peopleRefused);
      return markRepeat(reply, done)
        .code(201)
        .send({ ...view, token: done });
    },
  );

import { profileSchema, updateProfileSchema } from '../../../contracts/profile.ts';
import { membershipsOf, updateProfile } from '../../../db/repositories/users.ts';
import { withTenant } from '../../../db/tenant.ts';
import { contextOf, ownAccount, person } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const putProfile: Route = (app, deps) =>
  app.put(
    '/api/v1/profile',
    {
      config: { problems: ['person-required'] },
      schema: {
        tags: ['session'],
        summary: "Changes the reader's own name, title and language",
        description: 'The same in every workspace of theirs. `GET /api/v1/session` shows it.',
        body: updateProfileSchema,
        response: { 200: profileSchema },
      },
    },
    async (request) => {
      const { userId } = person(request);
      // A company may name its own people; who belongs elsewhere too names themselves.
      if ((await membershipsOf(deps.db, userId)).length > 1) ownAccount(request);
      return withTenant(deps.db, contextOf(request), (tx) => updateProfile(tx, userId, request.body));
    },
  );

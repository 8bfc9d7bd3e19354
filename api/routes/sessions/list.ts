import { z } from 'zod';
import { ownSessionSchema } from '../../../contracts/sessions.ts';
import { sessionsOf } from '../../../db/repositories/sessions.ts';
import { person, reachOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getSessions: Route = (app, deps) =>
  app.get(
    '/api/v1/sessions',
    {
      config: { problems: ['person-required'] },
      schema: {
        tags: ['session'],
        summary: 'Where the reader is signed in, the place used last first',
        description: 'Signed in by their company, in its workspace.',
        response: { 200: z.object({ data: z.array(ownSessionSchema) }) },
      },
    },
    async (request) => {
      const { id: current } = person(request);
      const rows = await sessionsOf(deps.db, reachOf(request), deps.now());
      return {
        data: rows.map((row) => ({
          id: row.id,
          current: row.id === current,
          method: row.method,
          ip: row.ip,
          userAgent: row.user_agent,
          createdAt: row.created_at.toISOString(),
          lastSeenAt: row.last_seen_at.toISOString(),
          expiresAt: row.expires_at.toISOString(),
        })),
      };
    },
  );

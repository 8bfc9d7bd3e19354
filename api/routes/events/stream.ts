import { eventSchema } from '../../../contracts/events.ts';
import { keyHolds } from '../../../db/repositories/api-keys.ts';
import { findSession } from '../../../db/repositories/sessions.ts';
import type { Caller } from '../../caller.ts';
import type { ApiDeps } from '../../deps.ts';
import { allowed } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

const HEARTBEAT_MS = 15_000;
const RECHECK_MS = 60_000;

/** Whether session or key still hold; looking at it uses neither. */
const stillThere = async (deps: ApiDeps, caller: Caller): Promise<boolean> =>
  caller.kind === 'key'
    ? keyHolds(deps.db, caller, deps.now())
    : (await findSession(deps.db, caller.idHash, deps.now(), 'look')) !== null;

export const getEvents: Route = (app, deps) =>
  app.get(
    '/api/v1/events',
    {
      schema: {
        tags: ['events'],
        summary: 'Server-Sent Events, one per change',
        description: 'Event `resync` after a gap: read again what you show. Ends when the session does.',
        response: {
          200: {
            description: 'One line of data per change.',
            content: { 'text/event-stream': { schema: eventSchema } },
          },
        },
      },
    },
    (request, reply) => {
      const caller = allowed(request, 'read');
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
        'x-request-id': request.id,
      });
      raw.write(': open\n\n');
      const unsubscribe = deps.hub.subscribe({
        tenantId: caller.tenantId,
        onEvent: ({ tenant: _, person, ...event }) => {
          if (person === undefined || person === caller.userId)
            raw.write(`data: ${JSON.stringify(event)}\n\n`);
        },
        onGap: () => raw.write('event: resync\ndata: {}\n\n'),
      });
      const heartbeat = setInterval(() => raw.write(': alive\n\n'), HEARTBEAT_MS);
      const recheck = setInterval(() => {
        stillThere(deps, caller).then(
          (still) => still || raw.end(),
          () => {}, // the database is away: the next look decides
        );
      }, RECHECK_MS);
      raw.on('close', () => {
        unsubscribe();
        clearInterval(heartbeat);
        clearInterval(recheck);
      });
    },
  );

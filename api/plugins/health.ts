import type { ApiDeps } from '../deps.ts';
import type { App } from '../types.ts';

const PATIENCE_MS = 2_000;
/** However many ask, PostgreSQL and Temporal are asked once in this time. */
const KNOWN_FOR_MS = 1_000;

/** /livez: the process answers. /readyz and /health: so do PostgreSQL and Temporal; 503 otherwise. */
export function addHealth(app: App, deps: ApiDeps): void {
  app.get('/livez', { schema: { hide: true } }, () => ({ status: 'ok' }));
  const look = sharedFor(KNOWN_FOR_MS, () =>
    Promise.all([
      answers(deps.db.pool.query('select 1')),
      answers(deps.temporal.workflowService.getSystemInfo({})),
    ]),
  );
  for (const path of ['/readyz', '/health']) {
    app.get(path, { schema: { hide: true } }, async (_, reply) => {
      const [database, temporal] = await look();
      const ready = database && temporal;
      const word = (ok: boolean) => (ok ? 'ok' : 'unavailable');
      return reply
        .code(ready ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ status: word(ready), checks: { database: word(database), temporal: word(temporal) } });
    });
  }
}

function sharedFor<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let last: { answer: Promise<T>; at: number } | undefined;
  return () => {
    const at = Date.now();
    if (!last || at - last.at >= ms) last = { answer: ask(), at };
    return last.answer;
  };
}

async function answers(call: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), PATIENCE_MS)));
  const answer = call.then(
    () => true,
    () => false,
  );
  const ok = await Promise.race([answer, late]);
  clearTimeout(timer);
  return ok;
}

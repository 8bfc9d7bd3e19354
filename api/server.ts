import { resolveTxt } from 'node:dns/promises';
import type { AddressInfo } from 'node:net';
import type { Client } from '@temporalio/client';
import { openDatabase } from '../db/database.ts';
import { prepareChecks } from '../db/repositories/passwords.ts';
import { lazyClient } from '../temporal/client.ts';
import { createApp } from './app.ts';
import type { ApiConfig } from './config.ts';
import type { ApiDeps } from './deps.ts';
import { defaultEdge } from './edge-config.ts';
import { openEventHub, type EventHub } from './event-hub.ts';
import { createLater } from './later.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { openCounters } from './rate-limit/open.ts';
import { openSignInThrottle } from './sign-in-throttle.ts';

/** What the process already has. */
export interface Shared {
  /** Of a worker in the same process: its connection makes starts eager. */
  temporal?: { client: Client };
  now?: () => Date;
  /** Replaces DNS in tests. */
  resolveTxt?: ApiDeps['resolveTxt'];
}

/**
 * Starts the API and serves the console. Rejects with one sentence when the port is taken or the database is away;
 * Temporal may come later.
 */
export async function startApi(
  config: ApiConfig,
  shared: Shared = {},
): Promise<{ url: string; close(): Promise<void> }> {
  const log = createLog({ part: 'api', level: config.logLevel, file: config.logFile });
  const edge = config.edge ?? defaultEdge;
  const now = shared.now ?? (() => new Date());
  const db = openDatabase(config.databaseUrl, {
    name: 'aegis-api',
    statementMs: edge.patience.answer,
    onError: (error) => log.warn({ err: error }, 'a database connection broke'),
  });
  const exports = openDatabase(config.databaseUrl, {
    name: 'aegis-exports',
    size: 3,
    statementMs: edge.patience.answer,
    onError: (error) => log.warn({ err: error }, 'a database connection broke'),
  });
  const metrics = createMetrics(db, () => hub.size);
  const hub: EventHub = await openEventHub(config.databaseUrl, (event) => metrics.event(event)).catch(
    async (error: Error) => {
      await db.close();
      throw new Error(`The database does not answer (${error.message}); check DATABASE_URL.`, {
        cause: error,
      });
    },
  );
  const own = shared.temporal ? null : lazyClient(config.temporal);
  const deps: ApiDeps = {
    config,
    edge,
    counters: openCounters(edge, db, log, now),
    db,
    exports,
    temporal: shared.temporal?.client ?? own!.client,
    hub,
    metrics,
    signIns: openSignInThrottle(edge, db, log),
    resolveTxt: shared.resolveTxt ?? resolveTxt,
    later: createLater((error) => log.error({ err: error }, 'work after an answer failed')),
    log,
    now,
  };
  const app = await createApp(deps);
  await prepareChecks();
  let closing: Promise<void> | undefined;
  const end = async () => {
    await app.close();
    await deps.later.close();
    await hub.close();
    await own?.close();
    await deps.counters.close();
    await deps.signIns.close();
    await exports.close();
    await db.close();
  };
  const close = () => (closing ??= end());
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await close();
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return { url: `http://${host}:${port}`, close };
}

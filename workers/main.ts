import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkerOptions } from '@temporalio/worker';
import { startAnalyst } from '../activities/analysis.ts';
import { createActivities, type ActivityDeps } from '../activities/index.ts';
import { openModel } from '../activities/model/port.ts';
import { createLog } from '../api/log.ts';
import { adConnectors } from '../connectors/registry.ts';
import { openDatabase, openDispatch, type Db } from '../db/database.ts';
import { connectTemporal, type Temporal } from '../temporal/client.ts';
import { dataConverter } from '../temporal/codec.ts';
import { queues } from '../temporal/names.ts';
import type { WorkerConfig } from './config.ts';
import { openMailer } from './emails.ts';
import { startSweeper } from './sweeper.ts';

/** What tests replace; nothing of it is configuration. */
export type WorkerOverrides = Partial<
  Pick<ActivityDeps, 'now' | 'fetch' | 'model' | 'pauseBeforeTry' | 'analyst'>
> & { sweepEveryMs?: number };

export interface RunningWorker {
  /** For an API in this process: starts through it can be eager. */
  temporal: Temporal;
  db: Db;
  /** Settles when no more work is taken: Temporal turned a worker away for good, or `close` was called. */
  exited: Promise<unknown>;
  /** Takes no new work, ends what is in hand, closes connections. Safe to call twice. */
  close(): Promise<void>;
}

/** Assembles and runs workers for the queues asked for, and the sweeper. Throws one sentence when Temporal is away. */
export async function startWorker(
  config: WorkerConfig,
  overrides: WorkerOverrides = {},
): Promise<RunningWorker> {
  const log = createLog({ part: 'worker', level: config.logLevel, file: config.logFile });
  const temporal = await connectTemporal(config.temporal, log);
  const onError = (error: Error) => log.warn({ err: error }, 'a database connection broke');
  const db = openDatabase(config.databaseUrl, { name: 'aegis-worker', onError });
  const dispatch = openDispatch(config.dispatchDatabaseUrl, { name: 'aegis-sweeper', onError });
  const analyst = overrides.analyst ?? startAnalyst();
  const now = overrides.now ?? (() => new Date());
  const activities = createActivities({
    db,
    dispatch,
    analyst,
    now,
    vaultKey: config.vaultKey,
    apps: { meta: config.meta },
    fetch: overrides.fetch ?? fetch,
    model: overrides.model === undefined ? openModel(config.models) : overrides.model,
    pauseBeforeTry: overrides.pauseBeforeTry,
  });
  const serves = (queue: string) => config.queues === null || config.queues.includes(queue);
  const converter = dataConverter(config.temporal.payloadKey);
  const shared = {
    connection: temporal.connection,
    namespace: temporal.namespace,
    activities,
    ...(converter ? { dataConverter: converter } : {}),
  };
  const platforms = adConnectors.map(({ platform }) => queues.platform(platform));
  const workers = await Promise.all(
    [queues.main, queues.model, ...platforms].filter(serves).map(async (taskQueue) =>
      Worker.create({
        ...shared,
        taskQueue,
        ...(taskQueue === queues.main
          ? await workflowOptions(converter)
          : { maxConcurrentActivityTaskExecutions: 10 }),
        // Well below the heartbeat timeouts of workflows/, so that a busy machine is not taken for a dead worker.
        maxHeartbeatThrottleInterval: '3s',
        shutdownGraceTime: '10s',
        shutdownForceTime: '20s',
      }),
    ),
  );
  const runs = workers.map((worker) =>
    worker
      .run()
      .catch((error: unknown) =>
        log.error({ err: error, queue: worker.options.taskQueue }, 'a worker ended'),
      ),
  );
  const mailer = config.smtp ? openMailer(config.smtp) : null;
  const sweeper = startSweeper({
    ...{ db, dispatch, client: temporal.client, publicUrl: config.publicUrl, vaultKey: config.vaultKey, now },
    mailer,
    everyMs: overrides.sweepEveryMs ?? 1_000,
    onError: (error) => log.warn({ err: error }, 'the sweeper could not finish its round'),
    onForged: (workflowId) =>
      log.error({ workflowId }, 'a memo in Temporal is not signed by us and was ignored'),
  });

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    await sweeper.close();
    mailer?.close();
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await Promise.all(runs);
    await temporal.close();
    await Promise.all([db.close(), dispatch.destroy(), analyst.close()]);
  }
  return { temporal, db, exited: Promise.race(runs), close: () => (closing ??= close()) };
}

async function workflowOptions(converter: DataConverter | undefined): Promise<Partial<WorkerOptions>> {
  const workflowBundle = await bundleWorkflowCode({
    failureConverterPath: converter?.failureConverterPath,
    workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
  return { workflowBundle, maxCachedWorkflows: 500, maxConcurrentLocalActivityExecutions: 20 };
}

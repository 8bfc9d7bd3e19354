import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import type { Temporal } from '../../temporal/client.ts';
import type { Subject } from './measure.ts';

const taskQueue = 'bench-raw';

/** Temporal alone on the same connection: three local activities, eager start, no rows. */
export async function startRawEngine({ connection, namespace, client }: Temporal): Promise<Subject> {
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./raw-workflow.ts', import.meta.url)),
      logger: new DefaultLogger('ERROR'),
    }),
    activities: { nothing: async () => {} },
    maxCachedWorkflows: 500,
  });
  const running = worker.run();
  return {
    run: async () => {
      const options = { taskQueue, workflowId: `raw/${randomUUID()}`, requestEagerStart: true };
      const handle = await client.workflow.start('raw', options);
      await handle.result();
    },
    close: async () => {
      worker.shutdown();
      await running;
    },
  };
}

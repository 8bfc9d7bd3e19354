import { readApiConfig } from '../api/config.ts';
import { startApi } from '../api/server.ts';
import { readWorkerConfig } from '../workers/config.ts';
import { startWorker } from '../workers/main.ts';
import type { Lifetime } from './lifetime.ts';

/** Worker and API in this process. */
export async function startProduct(env: NodeJS.ProcessEnv, lifetime: Lifetime): Promise<void> {
  lifetime.add('The worker', await startWorker(readWorkerConfig(env)));
  lifetime.add('The API', await startApi(readApiConfig(env)));
}

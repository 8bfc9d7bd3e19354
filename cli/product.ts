import { readApiConfig } from '../api/config.ts';
import { startApi } from '../api/server.ts';
import { readWorkerConfig } from '../workers/config.ts';
import { startWorker } from '../workers/main.ts';
import type { Lifetime } from './lifetime.ts';

/** Worker and API in this process. Closed in the reverse order: first no new requests, then the work in hand. */
export async function startProduct(env: NodeJS.ProcessEnv, lifetime: Lifetime): Promise<void> {
  await startWorkerAlone(env, lifetime);
  await startApiAlone(env, lifetime);
}

export async function startWorkerAlone(env: NodeJS.ProcessEnv, lifetime: Lifetime): Promise<void> {
  lifetime.add('The worker', await startWorker(readWorkerConfig(env)));
}

export async function startApiAlone(env: NodeJS.ProcessEnv, lifetime: Lifetime): Promise<void> {
  lifetime.add('The API', await startApi(readApiConfig(env)));
}

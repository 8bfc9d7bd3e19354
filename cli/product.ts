import { readApiConfig } from '../api/config.ts';
import { startApi, type Shared } from '../api/server.ts';
import { readWorkerConfig } from '../workers/config.ts';
import { startWorker, type RunningWorker } from '../workers/main.ts';
import type { Lifetime } from './lifetime.ts';

/** Worker and API in this process. Closed in the reverse order: first no new requests, then the work in hand. */
export async function startProduct(env: NodeJS.ProcessEnv, lifetime: Lifetime): Promise<void> {
  const { temporal } = await startWorkerAlone(env, lifetime);
  await startApiAlone(env, lifetime, { temporal });
}

export async function startWorkerAlone(env: NodeJS.ProcessEnv, lifetime: Lifetime): Promise<RunningWorker> {
  const worker = await startWorker(readWorkerConfig(env));
  lifetime.add('The worker', worker);
  return worker;
}

export async function startApiAlone(
  env: NodeJS.ProcessEnv,
  lifetime: Lifetime,
  shared?: Shared,
): Promise<void> {
  lifetime.add('The API', await startApi(readApiConfig(env), shared));
}

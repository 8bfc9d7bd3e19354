import { live, type Lifetime } from './lifetime.ts';
import { readSettings } from './settings.ts';

/** Each of these runs one part alone, configured by the environment, until it is asked to end. */
export const serveApi = () =>
  live(async (lifetime) => {
    const { startApiAlone } = await import('./product.ts');
    await startApiAlone(process.env, lifetime);
    console.log('The API is ready.');
    await lifetime.untilEnd();
  });

export const serveWorker = () =>
  live(async (lifetime) => {
    const { startWorkerAlone } = await import('./product.ts');
    await startWorkerAlone(process.env, lifetime);
    console.log('The worker is ready.');
    await lifetime.untilEnd();
  });

export const serveBoth = () =>
  live(async (lifetime) => {
    const { startProduct } = await import('./product.ts');
    await startProduct(process.env, lifetime);
    await lifetime.untilEnd();
  });

/** Keeps its world in memory: a restart begins anew. */
export const serveSandbox = () =>
  live(async (lifetime: Lifetime) => {
    const { startSandbox } = await import('../sandbox/server.ts');
    const sandbox = await startSandbox({ port: readSettings(process.env).ports.sandbox });
    lifetime.add('The sandbox', sandbox);
    console.log(`The sandbox listens on ${sandbox.url}`);
    await lifetime.untilEnd();
  });

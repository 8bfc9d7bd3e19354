import { buildConsole } from './console.ts';
import { live } from './lifetime.ts';
import { startServices } from './services.ts';
import { readSettings } from './settings.ts';
import { bold, say } from './terminal.ts';

/** `npm start`: everything in one process, with PostgreSQL and Temporal as children. Returns when asked to end. */
export async function up(): Promise<void> {
  const settings = readSettings(process.env);
  console.log(`${bold('AEGIS is starting')}, its data is in ${settings.dataFolder}`);
  await live(async (lifetime) => {
    const services = await startServices(settings, process.env, lifetime, say);
    await buildConsole(say, lifetime.signal);
    // Loaded only now: what is wrong with ports or folders is said at once.
    const { startProduct } = await import('./product.ts');
    await startProduct(services.env, lifetime);
    const { openWorkspace } = await import('./seed.ts');
    await openWorkspace(settings, services, lifetime, say);
    lifetime.signal.addEventListener('abort', () => console.log('AEGIS is ending; what it stored stays.'));
    await lifetime.untilEnd();
  });
}

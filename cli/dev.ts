import { watch } from 'node:fs';
import path from 'node:path';
import { startChild } from './child.ts';
import { live } from './lifetime.ts';
import { requireFreePort } from './ports.ts';
import { openWorkspace } from './seed.ts';
import { startServices } from './services.ts';
import { readSettings, root } from './settings.ts';
import { bold, say } from './terminal.ts';

/** What API and worker consist of; the console has Vite's own reload. */
const watched = [
  'contracts',
  'domain',
  'agents',
  'connectors',
  'db',
  'temporal',
  'workflows',
  'activities',
].concat(['workers', 'api']);

/** `npm run dev`: like `npm start`, but API and worker start anew when their files change, and Vite serves the console. */
export async function dev(): Promise<void> {
  const settings = readSettings(process.env);
  const consolePort = settings.ports.api + 5;
  const consoleUrl = `http://localhost:${consolePort}`;
  console.log(`${bold('AEGIS is starting')} for development, its data is in ${settings.dataFolder}`);
  await live(async (lifetime) => {
    const services = await startServices(settings, process.env, lifetime, say);
    await requireFreePort(consolePort, "the console (Vite, PORT's number + 5)", 'PORT');
    const env = {
      ...services.env,
      AEGIS_PUBLIC_URL: consoleUrl,
      VITE_API_URL: `http://127.0.0.1:${settings.ports.api}`,
    };

    const product = startChild('API and worker', ['cli/main.mjs', 'serve'], env);
    lifetime.add('API and worker', product);
    const vite = ['node_modules/vite/bin/vite.js', 'web', '--port', String(consolePort), '--strictPort'];
    lifetime.add('The console', startChild('The console', vite, env));

    let soon: NodeJS.Timeout | undefined;
    for (const folder of watched) {
      const watcher = watch(path.join(root, folder), { recursive: true }, (_, file) => {
        if (!file?.endsWith('.ts') || file.endsWith('.test.ts')) return;
        clearTimeout(soon);
        soon = setTimeout(() => {
          say(`${folder}/${file} changed: API and worker start anew`);
          void product.restart();
        }, 200);
      });
      lifetime.add('Watching', { close: () => watcher.close() });
    }

    await openWorkspace(settings, { ...services, env }, lifetime, say);
    await lifetime.untilEnd();
  });
}

import { startApi } from '../../api/server.ts';
import { createApiClient } from '../../cli/api-client.ts';
import { buildConsole } from '../../cli/console.ts';
import { fillWorkspace } from '../../cli/fill.ts';
import { freePort } from '../../cli/ports.ts';
import { createSignInLink } from '../../db/repositories/sessions.ts';
import { createWorkspace } from '../../db/repositories/tenants.ts';
import { startProduct } from '../workflows/product.ts';
import { openBrowser } from './chromium.ts';

/** The whole product with its built console and a browser; database, worker, API and sandbox share one frozen clock. */
export async function startConsole() {
  await buildConsole(() => {}, new AbortController().signal);
  const [product, browser, port] = await Promise.all([startProduct(), openBrowser(), freePort()]);
  const { workspace, worker } = product;
  const url = `http://127.0.0.1:${port}`;
  const api = await startApi(
    {
      host: '127.0.0.1',
      port,
      publicUrl: url,
      databaseUrl: workspace.database.appUrl,
      temporal: { address: '', namespace: '', uiUrl: null },
      vaultKey: workspace.deps.vaultKey,
      meta: { live: null, sandbox: workspace.app },
      sandboxUrl: workspace.sandbox.url,
      logLevel: 'silent',
    },
    { temporal: worker.temporal, now: workspace.deps.now },
  );
  let people = 0;
  return {
    ...{ url, browser, product, sandbox: workspace.sandbox },
    /** A new workspace; the link signs its owner in. */
    async newPerson() {
      const person = await createWorkspace(workspace.deps.db, {
        name: 'Maison Solène',
        plan: 'pro',
        timeZone: 'Europe/Paris',
        currency: 'EUR',
        ownerEmail: `owner-${++people}@example.test`,
        ownerName: 'Camille Roux',
        password: null,
      });
      const token = await createSignInLink(workspace.deps.db, person, workspace.deps.now());
      return {
        ...person,
        link: `${url}/sign-in?token=${token}`,
        /** The workspace as the demo fills it: sandbox connected and synced, every capability run on each account. */
        fill: async () => {
          const { signal } = new AbortController();
          const client = createApiClient(url, url, signal);
          const once = await createSignInLink(workspace.deps.db, person, workspace.deps.now());
          await client.send('POST', 'auth/sign-in-link', null, { body: { token: once } });
          return fillWorkspace(client, () => {}, signal);
        },
      };
    },
    async close() {
      await browser.close();
      await api.close();
      await product.close();
    },
  };
}

export type Console = Awaited<ReturnType<typeof startConsole>>;

import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openDatabase } from '../db/database.ts';
import { createSignInLink } from '../db/repositories/sessions.ts';
import { createWorkspace } from '../db/repositories/tenants.ts';
import { findUserByEmail, membershipsOf } from '../db/repositories/users.ts';
import { createApiClient, waitFor, type ApiClient } from './api-client.ts';
import { isRunning, readSecrets } from './data-folder.ts';
import { applicationUrl } from './database.ts';
import { fillWorkspace, signIn } from './fill.ts';
import { live, type Lifetime } from './lifetime.ts';
import type { Services } from './services.ts';
import { readSettings, type Settings } from './settings.ts';
import { bold, row } from './terminal.ts';

export const EMAIL = 'demo@aegis.example';

/**
 * Makes the demo workspace at the first start, fills it, and prints where everything is, with a link that signs in. What a
 * person removed from it stays removed: it is filled once per data folder.
 */
export async function openWorkspace(
  settings: Settings,
  { env, secrets }: Services,
  { signal }: Lifetime,
  say: (text: string) => void,
): Promise<void> {
  const publicUrl = env.AEGIS_PUBLIC_URL!;
  const token = await prepareWorkspace(env.DATABASE_URL!, secrets.demoPassword);
  const client = await signedIn(settings, publicUrl, secrets.demoPassword, signal);
  const filled = path.join(settings.dataFolder, 'filled');
  if (!existsSync(filled)) {
    say('Filling the demo workspace with sample data, through the product itself');
    await fillWorkspace(client, say, signal);
    writeFileSync(filled, '');
  }
  console.log(`\n${bold('Ready.')} The console's link signs you in, once; Ctrl-C ends everything.`);
  say(row('Console', bold(`${publicUrl}/sign-in?token=${token}`)));
  say(row('New link', 'npm run aegis -- sign-in-link'));
  say(row('API docs', `http://localhost:${settings.ports.api}/docs`));
  if (env.TEMPORAL_UI_URL) say(row('Temporal UI', env.TEMPORAL_UI_URL));
  if (env.AEGIS_LOG_FILE) say(row('Logs', path.dirname(env.AEGIS_LOG_FILE)));
}

/** `aegis seed`: fills the demo workspace of the AEGIS that runs on this data folder. */
export const seedCommand = () =>
  live(async ({ signal }) => {
    const settings = readSettings(process.env);
    const { demoPassword } = await readSecrets(settings.dataFolder);
    const client = await signedIn(settings, publicUrlOf(settings), demoPassword, signal);
    await fillWorkspace(client, (text) => console.log(text), signal);
  });

/** `aegis sign-in-link`: prints a fresh link into the demo workspace of the AEGIS that runs on this data folder. */
export async function signInLinkCommand(): Promise<void> {
  const settings = readSettings(process.env);
  if (!(await isRunning(settings.dataFolder))) {
    throw new Error(`AEGIS does not run on ${settings.dataFolder}; npm start starts it and prints a link.`);
  }
  const secrets = await readSecrets(settings.dataFolder);
  const url = applicationUrl(settings, process.env, secrets);
  const token = await prepareWorkspace(url, secrets.demoPassword);
  console.log(`${publicUrlOf(settings)}/sign-in?token=${token}`);
}

export const publicUrlOf = ({ ports }: Settings) =>
  process.env.AEGIS_PUBLIC_URL || `http://localhost:${ports.api}`;

/** Signs in as the demo person, once the API answers. */
export async function signedIn(
  { ports }: Settings,
  publicUrl: string,
  password: string,
  signal: AbortSignal,
): Promise<ApiClient> {
  const url = `http://127.0.0.1:${ports.api}`;
  const answers = () =>
    fetch(`${url}/livez`, { signal }).then(
      ({ ok }) => ok,
      () => false,
    );
  await waitFor('The API', answers, Boolean, signal, 1);
  const client = createApiClient(url, publicUrl, signal);
  await signIn(client, EMAIL, password);
  return client;
}

/** Gives the token of a sign-in link. */
export async function prepareWorkspace(databaseUrl: string, password: string): Promise<string> {
  const db = openDatabase(databaseUrl, { name: 'aegis-seed', size: 2 });
  try {
    const user = await findUserByEmail(db, EMAIL);
    const [membership] = user ? await membershipsOf(db, user.id) : [];
    const owner =
      user && membership
        ? { userId: user.id, tenantId: membership.tenantId }
        : await createWorkspace(db, {
            name: 'Maison Solène',
            plan: 'pro',
            timeZone: 'Europe/Paris',
            currency: 'EUR',
            ownerEmail: EMAIL,
            ownerName: 'Camille Roux',
            password,
          });
    return await createSignInLink(db, owner);
  } finally {
    await db.close();
  }
}

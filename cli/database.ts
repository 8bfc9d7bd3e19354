import { bootstrap, checkPostgres, migrate, urlOf, type DatabaseUrls } from '../db/migrate.ts';
import type { Secrets } from './data-folder.ts';
import type { Settings } from './settings.ts';

/**
 * Makes a PostgreSQL ready for us and says where each role connects. `url` may create roles and databases; a database
 * named `postgres` in it means that ours is called `aegis`.
 */
export async function prepareDatabase(url: string, secrets: Secrets): Promise<DatabaseUrls> {
  const passwords = {
    app: secrets.appPassword,
    dispatch: secrets.dispatchPassword,
    owner: secrets.ownerPassword,
  };
  try {
    const urls = await bootstrap(url, { database: databaseOf(url), passwords });
    await migrate(urls.owner);
    return urls;
  } catch (error) {
    throw unusable(url, error);
  }
}

function databaseOf(url: string): string {
  const named = decodeURIComponent(new URL(url).pathname.slice(1));
  return named === '' || named === 'postgres' ? 'aegis' : named;
}

/** Where the application's role connects once `npm start` has prepared the database; asks and changes nothing. */
export function applicationUrl(
  { databaseUrl, ports }: Settings,
  env: NodeJS.ProcessEnv,
  secrets: Secrets,
): string {
  if (databaseUrl && env.OWNER_DATABASE_URL) return databaseUrl;
  const server = databaseUrl ?? `postgres://127.0.0.1:${ports.postgres}/postgres`;
  return urlOf(server, databaseOf(server), 'aegis_app', secrets.appPassword);
}

/** Where the sweeper's role connects; asks and changes nothing. */
export function dispatchUrl(
  { databaseUrl, ports }: Settings,
  env: NodeJS.ProcessEnv,
  secrets: Secrets,
): string {
  if (databaseUrl && env.DISPATCH_DATABASE_URL) return env.DISPATCH_DATABASE_URL;
  const server = databaseUrl ?? `postgres://127.0.0.1:${ports.postgres}/postgres`;
  return urlOf(server, databaseOf(server), 'aegis_dispatch', secrets.dispatchPassword);
}

/** Asks a PostgreSQL for its version and changes nothing. Errors are one sentence. */
export async function checkDatabase(url: string): Promise<void> {
  try {
    await checkPostgres(url);
  } catch (error) {
    throw unusable(url, error);
  }
}

function unusable(url: string, error: unknown): Error {
  const { code, message } = error as { code?: string; message: string };
  const away = code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'ETIMEDOUT';
  const reason = away
    ? `does not answer (${code}); check DATABASE_URL`
    : `cannot be used: ${message.replace(/\.$/, '')}`;
  return new Error(`PostgreSQL at ${new URL(url).host} ${reason}.`, { cause: error });
}

/**
 * With DATABASE_URL alone it names an administrator. With OWNER_DATABASE_URL and DISPATCH_DATABASE_URL too, roles and
 * database exist already and DATABASE_URL is the application's, as in production.
 */
export async function useDatabase(env: NodeJS.ProcessEnv, secrets: Secrets): Promise<DatabaseUrls> {
  const [app, owner, dispatch] = [env.DATABASE_URL, env.OWNER_DATABASE_URL, env.DISPATCH_DATABASE_URL];
  if (!app) throw new Error('DATABASE_URL is missing.');
  if (!owner && !dispatch) return prepareDatabase(app, secrets);
  if (!owner || !dispatch) {
    throw new Error('Set both OWNER_DATABASE_URL and DISPATCH_DATABASE_URL beside DATABASE_URL, or neither.');
  }
  await checkDatabase(owner);
  await migrate(owner);
  return { app, owner, dispatch };
}

import { bootstrap, migrate } from '../db/migrate.ts';
import { prepareNamespace } from '../temporal/server.ts';

/**
 * Brings a production database and Temporal namespace up to date; safe to repeat. OWNER_DATABASE_URL migrates. With
 * ADMIN_DATABASE_URL the roles and the database are made first, with the passwords that stand in the other URLs.
 */
export async function migrateCommand(): Promise<void> {
  const { ADMIN_DATABASE_URL, DATABASE_URL, DISPATCH_DATABASE_URL, OWNER_DATABASE_URL } = process.env;
  if (!OWNER_DATABASE_URL)
    throw new Error('OWNER_DATABASE_URL is missing: migrations run as aegis_migrator.');
  if (ADMIN_DATABASE_URL) {
    if (!DATABASE_URL || !DISPATCH_DATABASE_URL) {
      throw new Error(
        'With ADMIN_DATABASE_URL, DATABASE_URL and DISPATCH_DATABASE_URL are needed too: their passwords are set.',
      );
    }
    await bootstrap(ADMIN_DATABASE_URL, {
      database: decodeURIComponent(new URL(OWNER_DATABASE_URL).pathname.slice(1)),
      passwords: {
        app: passwordOf(DATABASE_URL, 'DATABASE_URL'),
        dispatch: passwordOf(DISPATCH_DATABASE_URL, 'DISPATCH_DATABASE_URL'),
        owner: passwordOf(OWNER_DATABASE_URL, 'OWNER_DATABASE_URL'),
      },
    });
  }
  const ran = await migrate(OWNER_DATABASE_URL);
  console.log(ran.length > 0 ? `Migrated: ${ran.join(', ')}` : 'The database is up to date.');

  const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE } = process.env;
  if (!TEMPORAL_ADDRESS) return;
  await prepareNamespace(TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE || undefined);
  console.log('The Temporal namespace is ready.');
}

function passwordOf(url: string, variable: string): string {
  const { password } = new URL(url);
  if (!password) throw new Error(`${variable} has no password.`);
  return decodeURIComponent(password);
}

import { randomBytes } from 'node:crypto';
import { startPostgres } from '../db/embedded.ts';
import { bootstrap, migrate, urlOf, type DatabaseUrls } from '../db/migrate.ts';
import { live } from './lifetime.ts';
import { freePort } from './ports.ts';
import { inThrowAwayFolder } from './throw-away.ts';

export interface ThrowAwayDatabase extends DatabaseUrls {
  /** As superuser, in the same database. */
  superuser: string;
}

/** Gives `work` a migrated PostgreSQL of its own, which goes away with everything in it. */
export function withDatabase(
  name: string,
  settings: string[],
  work: (database: ThrowAwayDatabase) => Promise<void>,
): Promise<void> {
  return inThrowAwayFolder(name, ({ dataFolder }) =>
    live(async (lifetime) => {
      const [password, app, dispatch, owner] = Array.from({ length: 4 }, () =>
        randomBytes(16).toString('hex'),
      );
      const postgres = await startPostgres({
        dataFolder,
        port: await freePort(),
        password: password!,
        settings,
      });
      lifetime.add('PostgreSQL', { close: () => postgres.stop(), kill: () => postgres.kill() });
      const urls = await bootstrap(postgres.url, {
        database: 'aegis',
        passwords: { app: app!, dispatch: dispatch!, owner: owner! },
      });
      await migrate(urls.owner);
      await work({ ...urls, superuser: urlOf(postgres.url, 'aegis') });
    }),
  );
}

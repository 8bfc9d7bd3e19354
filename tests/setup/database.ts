import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { bootstrap } from '../../db/migrate.ts';
import { passwords, template } from './names.ts';

export interface TestDatabase {
  /** As aegis_migrator, who may become aegis_owner. */
  ownerUrl: string;
  /** As aegis_app: row-level security applies. */
  appUrl: string;
  /** As aegis_dispatch: sees due_work only. */
  dispatchUrl: string;
  /** As superuser: for looking at what nobody may see, and for catalogue tests. */
  superuserUrl: string;
  /** Ends all its sessions. */
  drop(): Promise<void>;
}

/** An empty, migrated database of its own, copied from the template of the run. Call `drop` in afterAll. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env.AEGIS_TEST_POSTGRES;
  if (!server) throw new Error('There is no test PostgreSQL: test files that need one live in tests/.');
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  await asSuperuser(server, `create database ${database} template ${template} owner aegis_owner`);
  const urls = await bootstrap(server, { database, passwords }); // grants on a database are not copied
  const superuserUrl = new URL(server);
  superuserUrl.pathname = `/${database}`;
  return {
    ownerUrl: urls.owner,
    appUrl: urls.app,
    dispatchUrl: urls.dispatch,
    superuserUrl: superuserUrl.href,
    drop: () => asSuperuser(server, `drop database ${database} with (force)`),
  };
}

async function asSuperuser(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

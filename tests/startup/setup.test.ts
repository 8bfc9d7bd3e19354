import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Connection } from '@temporalio/client';
import pg from 'pg';
import { isMigrated } from '../../db/migrate.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { createTestNamespace } from '../setup/temporal.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('each test database is migrated and reached by the roles of the product', async () => {
  expect(await isMigrated(database.ownerUrl)).toBe(true);
  for (const [url, role] of [
    [database.appUrl, 'aegis_app'],
    [database.dispatchUrl, 'aegis_dispatch'],
  ] as const) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query('select current_user::text as role, count(*)::int from due_work');
    await client.end();
    expect(rows).toEqual([{ role, count: 0 }]);
  }
});

test('each test namespace knows our search attributes', async () => {
  const { address, namespace } = await createTestNamespace();
  const connection = await Connection.connect({ address });
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  await connection.close();
  expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(['TenantId', 'TaskPriority']));
});

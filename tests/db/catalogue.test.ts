import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { findOffenders, rules } from './catalogue.ts';

/**
 * Spec E1: the catalogue of PostgreSQL holds no table, key, function or grant that breaks a rule of docs/data-model.md. That
 * each rule bites is shown in tests/proofs/mutants.test.ts.
 */
let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  await client.query(`set search_path = ''`);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

test.each(rules)('$rule', async ({ offenders }) => {
  const { rows } = await client.query<unknown[]>({ text: offenders, rowMode: 'array' });
  expect(rows.flat()).toEqual([]);
});

test('all rules together find nothing either', async () => {
  expect(await findOffenders(client)).toEqual([]);
});

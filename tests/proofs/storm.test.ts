import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { storm } from '../../bench/tenants/storm.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { proofSize } from '../setup/proof.ts';

/** Spec E1; `npm run bench -- tenants` is the same with its figures printed. */
const TRANSACTIONS = proofSize(3_000, 100_000);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('mixed tenants over one pool, with connections killed under them, never see or change each other’s rows', async () => {
  const seed = process.env.AEGIS_STORM_SEED ?? new Date().toISOString();
  const { appUrl, superuserUrl } = database;
  const { leaks, ...counts } = await storm({ appUrl, superuserUrl, transactions: TRANSACTIONS, seed });
  expect({ seed, leaks }).toEqual({ seed, leaks: [] });
  expect(counts.transactions).toBe(TRANSACTIONS);
  expect(counts.killed).toBeGreaterThan(0);
  expect(counts.failed).toBeGreaterThan(0);
}, 600_000);

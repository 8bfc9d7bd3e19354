import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { describe as describeDatabase } from '../../db/describe.ts';
import { randomFor } from '../../domain/random.ts';
import { findOffenders } from '../db/catalogue.ts';
import { readMutants, type Mutant } from '../db/mutants.ts';
import { askInside, probeTable } from '../db/probes.ts';
import { readTables, seedTenant, type Row } from '../db/rows.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { proofSize } from '../setup/proof.ts';

/** Spec E1: whatever protection of the database is taken away, a gate turns red. */
let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.superuserUrl, pipeline: true });
  await client.connect();
  await client.query('set jit = off');
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Breaks one thing, looks, and puts it back. */
async function broken<T>({ sql }: Pick<Mutant, 'sql'>, look: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    await client.query(sql);
    return await look();
  } finally {
    await client.query('rollback');
  }
}

/** Both tenants hold the same word, so that no key across tenants can be made: the rules have seen that mutant, and that is all. */
function alike(error: unknown): string[] {
  if ((error as pg.DatabaseError).code !== '23505') throw error;
  return ['no such key can be'];
}

/** Which part of all mutants: before a push another tenth each time. */
const share = proofSize(0.1, 1);
const seed = process.env.AEGIS_MUTANTS_SEED ?? new Date().toISOString();

describe('a gate that stays silent would be worth nothing', () => {
  const survivors: string[] = [];
  const silentRules: string[] = [];
  let mutants: Mutant[];
  beforeAll(async () => {
    const whole = await describeDatabase(client);
    const all = await readMutants(client);
    expect(all.length).toBeGreaterThan(600);
    mutants = all.filter(({ name }) => randomFor(seed, name).uniform() < share);
    for (const mutant of mutants) {
      await broken(mutant, async () => {
        if ((await findOffenders(client)).length > 0) return;
        silentRules.push(mutant.name);
        if (isDeepStrictEqual(await describeDatabase(client), whole)) survivors.push(mutant.name);
      });
    }
  }, 240_000);

  test('every protection taken away is noticed, by a rule or by the description in docs/tables.md', () => {
    expect({ seed, survivors }).toEqual({ seed, survivors: [] });
  });

  test('policies, FORCE, tenant keys and foreign keys are noticed by a rule, whatever the docs say', () => {
    const isolation =
      /^(no row-level|no FORCE|no policy|a second policy|policy|no primary key|foreign key|key|no default)/;
    const unnoticed = silentRules.filter((name) => isolation.test(name));
    expect({ seed, unnoticed }).toEqual({ seed, unnoticed: [] });
  });

  test('an open table is noticed by trying it, too', async () => {
    const tables = await readTables(client);
    const tenants = [randomUUID(), randomUUID()] as const;
    const seeds = new Map<string, Map<string, Row>>();
    for (const tenant of tenants) seeds.set(tenant, await seedTenant(client, tables, tenant));
    const ask = askInside(client, 'aegis_app');
    const closed: string[] = [];
    for (const mutant of mutants) {
      const table = tables.find(({ name }) => name === mutant.opens);
      if (!table) continue;
      const leaks = await broken(mutant, () => probeTable(ask, table, seeds, tenants)).catch(alike);
      if (leaks.length === 0) closed.push(mutant.name);
    }
    expect({ seed, closed }).toEqual({ seed, closed: [] });
  }, 240_000);
});

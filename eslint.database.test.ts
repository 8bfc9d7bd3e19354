import { expect, test } from '@jest/globals';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import rules from './eslint.database.ts';

/** Spec E1: withTenant is the only way to the database in tenant code, and lint holds it so. */
const linter = new Linter();
const complaints = (file: string, text: string) =>
  linter
    .verify(text, [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } }, ...rules], file)
    .map(({ message }) => message);

const ways = [
  `import pg from 'pg';`,
  `const pg = await import('pg');`,
  `import { openDatabase } from '../db/database.ts';`,
  `import { bindKysely as query } from '../db/database.ts';`,
  `import { Kysely } from 'kysely'; new Kysely({});`,
  `await deps.db.pool.query('select 1');`,
];

test.each([
  'api/routes/tasks/list.ts',
  'activities/purge.ts',
  'workers/sweeper.ts',
  'db/repositories/tasks.ts',
])('in %s every other way to the database is refused', (file) => {
  for (const way of ways) expect([way, complaints(file, way).length]).toEqual([way, 1]);
  expect(complaints(file, `import type pg from 'pg'; import { withTenant } from '../db/tenant.ts';`)).toEqual(
    [],
  );
});

test('only repositories work without a tenant', () => {
  const way = `import { withoutTenant } from '../db/tenant.ts';`;
  expect(complaints('api/routes/tasks/list.ts', way)).toHaveLength(1);
  expect(complaints('activities/purge.ts', way)).toHaveLength(1);
  expect(complaints('db/repositories/users.ts', way)).toEqual([]);
});

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { picture } from '../../cli/data-model/picture.ts';
import { indexSentences, tableSentences } from '../../cli/data-model/sentences.ts';
import { tablesPage } from '../../cli/data-model/tables.ts';
import { root } from '../../cli/settings.ts';
import { describe, type Description } from '../../db/describe.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';

/** docs/tables.md and docs/data-model.svg say what the database is. */
let database: TestDatabase;
let description: Description;
beforeAll(async () => {
  database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  description = await describe(client);
  await client.end();
});
afterAll(() => database.drop());

const page = (name: string) => readFile(path.join(root, 'docs', name), 'utf8');

test('docs/tables.md and the picture are those of the migrated database: npm run aegis -- data-model', async () => {
  const sentences = { tables: tableSentences(), indexes: indexSentences() };
  expect(await page('tables.md')).toBe(tablesPage(description, sentences));
  expect(await page('data-model.svg')).toBe(picture(description));
});

test('every index says above its `create index` which question it answers', () => {
  const sentences = indexSentences();
  const silent = description.tables.flatMap(({ indexes }) =>
    indexes.filter(({ name }) => (sentences.get(name)?.length ?? 0) < 10).map(({ name }) => name),
  );
  expect(silent).toEqual([]);
});

test('every table has its place in docs/data-model.md', async () => {
  const text = await page('data-model.md');
  expect(
    description.tables.filter(({ name }) => !text.includes(`\`${name}\``)).map(({ name }) => name),
  ).toEqual([]);
});

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { describe } from '../db/describe.ts';
import { picture } from './data-model/picture.ts';
import { indexSentences, tableSentences } from './data-model/sentences.ts';
import { tablesPage } from './data-model/tables.ts';
import { root } from './settings.ts';
import { withDatabase } from './throw-away-database.ts';

/** Migrates an empty PostgreSQL and writes what its catalogue says to docs/tables.md and docs/data-model.svg. */
export const writeDataModel = () =>
  withDatabase('data-model', [], async ({ superuser }) => {
    const client = new pg.Client({ connectionString: superuser });
    await client.connect();
    const description = await describe(client);
    await client.end();
    const sentences = { tables: tableSentences(), indexes: indexSentences() };
    await writeFile(path.join(root, 'docs/tables.md'), tablesPage(description, sentences));
    await writeFile(path.join(root, 'docs/data-model.svg'), picture(description));
  });

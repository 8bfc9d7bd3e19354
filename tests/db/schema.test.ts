import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import ts from 'typescript';
import { kindNames } from '../../domain/notifications.ts';
import { taskStates } from '../../domain/task-state.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';

/** db/schema says what the database has: the same columns, types, nulls, defaults and allowed words. */
interface Column {
  type: string;
  nullable: boolean;
  /** Filled by the database when left out. */
  generated: boolean;
  /** Words of its CHECK, sorted. */
  words: string[] | null;
}

const folder = path.join(import.meta.dirname, '../../db/schema');
const files = readdirSync(folder).filter((file) => !['index.ts', 'columns.ts'].includes(file));

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Types of ours that stand for a list of words. */
const lists: Record<string, readonly string[]> = { TaskState: taskStates, NotificationKind: kindNames };

const typesOf: Record<string, string[]> = {
  uuid: ['string', 'TenantId'],
  text: ['string', 'Platform', 'TaskState', 'NotificationKind', 'TenantId'],
  int4: ['number'],
  int8: ['BigInteger', 'GeneratedBigInteger', 'bigint'],
  bool: ['boolean'],
  timestamptz: ['Date', 'GeneratedInstant'],
  date: ['string'],
  jsonb: ['Json', 'GeneratedJson', 'Record'],
  bytea: ['Buffer'],
  _text: ['string[]'],
};

/** The columns that one schema file declares. */
function declared(file: string): Map<string, Column> {
  const source = ts.createSourceFile(
    file,
    readFileSync(path.join(folder, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const columns = new Map<string, Column>();
  source.forEachChild((node) => {
    if (!ts.isInterfaceDeclaration(node)) return;
    for (const member of node.members) {
      if (ts.isPropertySignature(member))
        columns.set(member.name.getText(source), describe(member.type!, source));
    }
  });
  return columns;
}

function describe(type: ts.TypeNode, source: ts.SourceFile): Column {
  const parts = ts.isUnionTypeNode(type) ? [...type.types] : [type];
  const nullable = parts.some((part) => part.getText(source) === 'null');
  const rest = parts.filter((part) => part.getText(source) !== 'null');
  const [first] = rest;
  if (first && ts.isTypeReferenceNode(first) && /^Generated(Always)?$/.test(first.typeName.getText(source))) {
    return { ...describe(first.typeArguments![0]!, source), generated: true };
  }
  const words = rest.flatMap((part) =>
    ts.isLiteralTypeNode(part) && ts.isStringLiteral(part.literal) ? [part.literal.text] : [],
  );
  const name = words.length > 0 ? 'string' : first!.getText(source).replace(/<[\s\S]*$/, '');
  return {
    type: name,
    nullable,
    generated: /^(Generated|TenantId)/.test(name),
    words: words.length > 0 ? words.sort() : lists[name] ? [...lists[name]].sort() : null,
  };
}

/** The columns that the database has. */
async function stored(table: string): Promise<Map<string, Column>> {
  const { rows } = await client.query<Column & { name: string; check: string | null }>(
    `select c.column_name::text as name, c.udt_name::text as type, c.is_nullable = 'YES' as nullable,
      c.column_default is not null or c.is_identity = 'YES' as generated,
      (select pg_get_constraintdef(k.oid) from pg_constraint k where k.contype = 'c' and cardinality(k.conkey) = 1
        and k.conrelid = ('aegis.' || c.table_name)::regclass and pg_get_constraintdef(k.oid) like '%ARRAY%'
        and k.conkey[1] = c.ordinal_position) as check
      from information_schema.columns c where c.table_schema = 'aegis' and c.table_name = $1`,
    [table],
  );
  return new Map(
    rows.map(({ name, check, ...column }) => [
      name,
      {
        ...column,
        words: check ? [...check.matchAll(/'([^']+)'::text/g)].map(([, word]) => word!).sort() : null,
      },
    ]),
  );
}

test('there is one file per table, and the vault key has none', async () => {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname::text as name from pg_class c where c.relnamespace = 'aegis'::regnamespace
      and c.relkind in ('r', 'p', 'v') and not c.relispartition and c.relname <> 'vault_keys' order by 1`,
  );
  expect(files.map((file) => file.replace('.ts', '').replaceAll('-', '_')).sort()).toEqual(
    rows.map(({ name }) => name),
  );
});

test.each(files)('%s is the table', async (file) => {
  const table = file.replace('.ts', '').replaceAll('-', '_');
  const theirs = await stored(table);
  if (table === 'credentials') theirs.delete('sealed'); // only the vault's functions touch it
  const ours = declared(file);
  expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
  for (const [name, column] of ours) {
    const real = theirs.get(name)!;
    const at = `${table}.${name}`;
    expect([at, typesOf[real.type]]).toEqual([at, expect.arrayContaining([column.type]) as unknown]);
    expect([at, column.nullable]).toEqual([at, real.nullable]);
    expect([at, column.generated]).toEqual([at, real.generated]);
    if (column.words) expect([at, column.words]).toEqual([at, real.words]);
    else if (column.type === 'string') expect([at, real.words]).toEqual([at, null]);
  }
});

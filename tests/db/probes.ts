import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { personTables } from './catalogue.ts';
import { insertOf, makeRow, quote, type Row, type Table } from './rows.ts';

/** Rows of a statement, or the code and words of its refusal. */
export type Answer = { count: number; rows: Row[] } | { refused: string; message: string };
/** Runs one statement as the application in a tenant (null: in none) and undoes it. */
export type Ask = (tenant: string | null, text: string, values?: (string | null)[]) => Promise<Answer>;
/** One row per table of each tenant. */
export type Seeds = ReadonlyMap<string, ReadonlyMap<string, Row>>;

/** Asks over a connection of the application, each time in a transaction that is rolled back; all in one flight. */
export function askOn(client: pg.Client, count: () => void): Ask {
  return async (tenant, text, values = []) => {
    count();
    const [, , answer] = await Promise.allSettled([
      client.query('begin'),
      client.query(`select set_config('app.tenant_id', $1, true)`, [tenant ?? '']),
      client.query<Row>(text, values),
      client.query('rollback'),
    ]);
    return answerOf(answer);
  };
}

/** Asks inside a superuser's open transaction, as another role, up to a savepoint: it sees what that transaction has changed. */
export function askInside(superuser: pg.Client, role: string): Ask {
  return async (tenant, text, values = []) => {
    const [, , , answer] = await Promise.allSettled([
      superuser.query('savepoint probe'),
      superuser.query(`set local role ${role}`),
      superuser.query(`select set_config('app.tenant_id', $1, true)`, [tenant ?? '']),
      superuser.query<Row>(text, values),
      superuser.query('rollback to savepoint probe'),
    ]);
    return answerOf(answer);
  };
}

function answerOf(settled: PromiseSettledResult<pg.QueryResult<Row>>): Answer {
  if (settled.status === 'fulfilled') return { count: settled.value.rowCount ?? 0, rows: settled.value.rows };
  const { code = 'none', message } = settled.reason as pg.DatabaseError;
  return { refused: code, message };
}

const PERMISSION = '42501'; // also what a row-level security violation reports
const FOREIGN_KEY = '23503';
const UNIQUE = '23505';

/**
 * Everything that a tenant can try on one table to reach the other tenant's row: reading by each column, locking, changing,
 * taking over, deleting, inserting, upserting on each key, referring to it. Gives what came through, in words.
 */
export async function probeTable(
  ask: Ask,
  table: Table,
  seeds: Seeds,
  [mine, other]: readonly [mine: string, other: string],
): Promise<string[]> {
  const at = `aegis.${table.name}`;
  const theirs = seeds.get(other)!.get(table.name)!;
  const own = seeds.get(mine)!.get(table.name)!;
  const keys = table.primaryKey.map(quote);
  const pk = table.primaryKey.map((column) => `${quote(column)}::text`).join(` || '/' || `);
  const keyOf = (row: Row) => table.primaryKey.map((column) => row[column]).join('/');
  const leaks: string[] = [];

  const expect = async (
    what: string,
    text: string,
    values: (string | null)[],
    fits: (answer: Answer) => boolean,
  ) => {
    const answer = await ask(mine, text, values);
    if (!fits(answer)) leaks.push(`${table.name}: ${what}: ${JSON.stringify(answer)}`);
  };
  /** No row of theirs among the rows; a refusal is as good. */
  const notTheirs = (answer: Answer) =>
    'refused' in answer
      ? answer.refused === PERMISSION
      : answer.rows.every((row) => row.key !== keyOf(theirs));
  const nothing = (answer: Answer) =>
    'refused' in answer ? answer.refused === PERMISSION : answer.count === 0;
  const refused = (answer: Answer) => 'refused' in answer && answer.refused === PERMISSION;

  const theirKey = { where: `${pk} = $1`, values: [keyOf(theirs)] };
  const ownKey = { where: `${pk} = $1`, values: [keyOf(own)] };

  for (const column of table.columns) {
    const name = quote(column.name);
    const value = theirs[column.name] ?? null;
    const where = value === null ? `${name} is null` : `${name} = $1::${column.type}`;
    const values = value === null ? [] : [value];
    if (column.type !== 'jsonb') {
      await expect(
        `read by ${column.name}`,
        `select ${pk} as key from ${at} where ${where}`,
        values,
        notTheirs,
      );
      await expect(
        `sorted by ${column.name}`,
        `select ${pk} as key from ${at} order by ${name} desc limit 9`,
        [],
        notTheirs,
      );
    }
    const asText = value === null ? where : `${name}::text = $1`;
    await expect(
      `read by ${column.name} as text`,
      `select ${pk} as key from ${at} where ${asText}`,
      values,
      notTheirs,
    );
    await expect(
      `told about ${column.name}`,
      `select 1 from ${at} where ${theirKey.where} having count(${name}) > 0`,
      theirKey.values,
      nothing,
    );
    const set = column.alwaysGenerated ? `${keys[0]} = ${keys[0]}` : `${name} = ${name}`;
    await expect(
      `change of ${column.name}`,
      `update ${at} set ${set} where ${theirKey.where}`,
      theirKey.values,
      nothing,
    );
    await expect(
      `change of all with its ${column.name}`,
      `update ${at} set ${set} where ${asText} returning ${pk} as key`,
      values,
      notTheirs,
    );
    await expect(
      `deletion by ${column.name}`,
      `delete from ${at} where ${asText} returning ${pk} as key`,
      values,
      (answer) =>
        'refused' in answer ? [PERMISSION, FOREIGN_KEY].includes(answer.refused) : notTheirs(answer),
    );
  }

  for (const lock of ['for update', 'for no key update', 'for share', 'for key share']) {
    await expect(lock, `select 1 from ${at} where ${theirKey.where} ${lock}`, theirKey.values, nothing);
  }
  await expect(
    'existence',
    `select 1 where exists (select from ${at} where ${theirKey.where})`,
    theirKey.values,
    nothing,
  );
  await expect(
    'count',
    `select 1 from ${at} where ${theirKey.where} having count(*) > 0`,
    theirKey.values,
    nothing,
  );
  await expect(
    'join',
    `select 1 from ${at} a join ${at} b using (${keys.join(', ')}) where ${theirKey.where.replaceAll(/"(\w+)"/g, 'a."$1"')}`,
    theirKey.values,
    nothing,
  );
  // A function that is no leakproof one would tell of the row by failing, if it ran ahead of the policy.
  await expect(
    'error',
    `select 1 from ${at} where 1 / (case when ${theirKey.where} then 0 else 1 end) = 2`,
    theirKey.values,
    nothing,
  );
  await expect('deletion', `delete from ${at} where ${theirKey.where}`, theirKey.values, nothing);
  await expect(
    'deletion through itself',
    `delete from ${at} a using ${at} b where ${theirKey.where.replaceAll(/"(\w+)"/g, 'b."$1"')}`,
    theirKey.values,
    nothing,
  );
  await expect(
    'merge',
    `merge into ${at} t using (select 1) s on (${theirKey.where.replaceAll(/"(\w+)"/g, 't."$1"')}) when matched then delete`,
    theirKey.values,
    nothing,
  );
  const columns = table.columns.filter((column) => !column.alwaysGenerated);
  const names = columns.map(({ name }) => quote(name)).join(', ');
  await expect(
    'copy into the own tenant',
    `insert into ${at} (${names}) select ${names} from ${at} where ${theirKey.where}`,
    theirKey.values,
    nothing,
  );

  const row = (from: Row): Row => Object.fromEntries(columns.map(({ name }) => [name, from[name] ?? null]));
  const forged = insertOf(table.name, makeRow(table, other, seeds.get(other)!));
  if (table.tenantColumn) {
    const tenant = quote(table.tenantColumn);
    await expect('insert for them', forged.text, forged.values, refused);
    await expect(
      'own row moved to them',
      `update ${at} set ${tenant} = $2 where ${ownKey.where}`,
      [...ownKey.values, other],
      refused,
    );
    await expect('every row moved to them', `update ${at} set ${tenant} = $1`, [other], refused);
    await expect('whole table', `select ${pk} as key from ${at} where ${tenant} <> $1`, [mine], nothing);
    await expect(
      'change of the whole table',
      `update ${at} set ${tenant} = ${tenant} where ${tenant} <> $1`,
      [mine],
      nothing,
    );
  }
  const copy = insertOf(table.name, row(theirs));
  await expect('their row again', copy.text, copy.values, refused);
  await expect(
    'their row again, if it is not there',
    `${copy.text} on conflict do nothing`,
    copy.values,
    refused,
  );
  for (const unique of table.uniques) {
    const target = unique.map(quote).join(', ');
    const first = quote(unique[0]!);
    const upsert = `${copy.text} on conflict (${target}) do update set ${first} = excluded.${first}`;
    await expect(`upsert on ${target}`, upsert, copy.values, refused);
  }
  if (table.tenantColumn && !personTables.includes(table.name) && table.name !== 'tenants') {
    // Their keys under the own tenant: no conflict may tell that they exist.
    const twin = insertOf(table.name, { ...row(theirs), [table.tenantColumn]: mine });
    await expect(
      'their keys in the own tenant',
      twin.text,
      twin.values,
      (answer) =>
        !('refused' in answer) || answer.refused !== UNIQUE || touchesOwn(answer.message, table, own, theirs),
    );
  }

  for (const foreign of table.foreignKeys) {
    const free = foreign.columns.filter((column) => column !== table.tenantColumn);
    const target = seeds.get(other)!.get(foreign.table)!;
    const home = seeds.get(mine)!.get(foreign.table)!;
    const told = free.filter(
      (column) => target[referenced(foreign, column)] !== home[referenced(foreign, column)],
    );
    if (told.length === 0 || foreign.table === 'users') continue;
    const name = `${table.name}(${foreign.columns.join(', ')})`;
    const pointing = (ids: Row) => ({ ...makeRow(table, mine, seeds.get(mine)!), ...ids });
    const to = Object.fromEntries(
      free.map((column) => [column, target[referenced(foreign, column)] ?? null]),
    );
    const nowhere = { ...to, ...Object.fromEntries(told.map((column) => [column, randomUUID()])) };
    const inserts = await Promise.all(
      [to, nowhere].map((ids) => {
        const { text, values } = insertOf(table.name, pointing(ids));
        return ask(mine, text, values);
      }),
    );
    const set = `update ${at} set ${free.map((column, i) => `${quote(column)} = $${i + 2}`).join(', ')} where ${ownKey.where}`;
    const updates = [
      await ask(mine, set, [...ownKey.values, ...Object.values(to)]),
      await ask(mine, set, [...ownKey.values, ...Object.values(nowhere)]),
    ];
    for (const [real, unknown] of [inserts, updates] as [Answer, Answer][]) {
      if (!('refused' in real) && real.count === 0) continue; // what is for signing in only is not seen, own rows too
      const fits = 'refused' in real && [FOREIGN_KEY, PERMISSION].includes(real.refused);
      if (!fits) leaks.push(`${name}: a reference to their row: ${JSON.stringify(real)}`);
      // Their row and none at all are refused with the same words; accounts of people are everybody's to invite.
      else if (
        !personTables.includes(table.name) &&
        (!('refused' in unknown) || unknown.message !== real.message)
      ) {
        leaks.push(`${name}: their row is told from none: ${JSON.stringify([real, unknown])}`);
      }
    }
  }
  return leaks;
}

/** Everything that can be tried on a table by somebody who has no tenant. */
export async function probeWithoutTenant(ask: Ask, table: Table, seeds: Seeds): Promise<string[]> {
  const leaks: string[] = [];
  const at = `aegis.${table.name}`;
  const [tenant] = seeds.keys();
  const row = insertOf(table.name, makeRow(table, tenant!, seeds.get(tenant!)!));
  const column = quote(table.columns[0]!.name);
  const tries: [text: string, values: (string | null)[], fits: (answer: Answer) => boolean][] = [
    [`select 1 from ${at}`, [], (answer) => !('refused' in answer) && answer.count === 0],
    [`select 1 from ${at} having count(*) > 0`, [], (answer) => !('refused' in answer) && answer.count === 0],
    [
      `update ${at} set ${column} = ${column}`,
      [],
      (answer) => ('refused' in answer ? answer.refused === PERMISSION : answer.count === 0),
    ],
    [
      `delete from ${at}`,
      [],
      (answer) => ('refused' in answer ? answer.refused === PERMISSION : answer.count === 0),
    ],
    [row.text, row.values, (answer) => 'refused' in answer && answer.refused === PERMISSION],
  ];
  for (const [text, values, fits] of tries) {
    const answer = await ask(null, text, values);
    if (!fits(answer)) leaks.push(`${table.name} without a tenant: ${text}: ${JSON.stringify(answer)}`);
  }
  return leaks;
}

const referenced = (foreign: { columns: string[]; references: string[] }, column: string) =>
  foreign.references[foreign.columns.indexOf(column)]!;

/** A conflict with the own row (both tenants hold the same plain value under some key) tells nothing of theirs. */
function touchesOwn(message: string, table: Table, own: Row, theirs: Row): boolean {
  return table.uniques.some(
    (columns) =>
      columns.every((column) => column === table.tenantColumn || own[column] === theirs[column]) &&
      message.includes('unique constraint'),
  );
}

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { readTables, seedTenant, type Row, type Table } from '../db/rows.ts';
import { startTestApi, type Answer, type Person, type TestApi } from './api.ts';
import { addresses, examples, rightsOf, words, type Objects, type Role } from './examples.ts';
import { operations, smallest, type Operation } from './operations.ts';

/** Spec E1: every route × every role × own and other tenant, generated from openapi.json; another tenant's objects are 404. */
interface Tenant {
  id: string;
  objects: Objects;
  /** What nobody else may ever be told: every id and text of its rows. */
  secrets: string[];
  people: Map<Role, Person>;
}

const roles = Object.keys(rightsOf) as Role[];
let api: TestApi;
let superuser: pg.Client;
let tables: Table[];
let first: Tenant;
let second: Tenant;
let probes = 0;

beforeAll(async () => {
  api = await startTestApi();
  superuser = new pg.Client({ connectionString: api.superuserUrl });
  await superuser.connect();
  tables = await readTables(superuser);
  [first, second] = [await newTenant(), await newTenant()];
});
afterAll(async () => {
  await superuser.end();
  await api.close();
});

/** A tenant with a living row in every table and a signed-in person of every role. */
async function newTenant(who: readonly Role[] = roles): Promise<Tenant> {
  const id = randomUUID();
  const rows = await seedTenant(superuser, tables, id, alive);
  const people = new Map<Role, Person>();
  for (const role of who) {
    const userId = randomUUID();
    await superuser.query(`select set_config('app.tenant_id', $1, false)`, [id]);
    await superuser.query('insert into aegis.users (id, email, name) values ($1, $2, $3)', [
      userId,
      `${userId}@example.test`,
      role,
    ]);
    await superuser.query('insert into aegis.memberships (user_id, role) values ($1, $2)', [userId, role]);
    people.set(role, { tenantId: id, userId, ...(await api.signIn({ tenantId: id, userId })) });
  }
  await confirmSessions(id);
  const reference = new Set(tables.filter((table) => table.reference).map(({ name }) => name));
  const values = [...rows].flatMap(([table, row]) => (reference.has(table) ? [] : Object.values(row)));
  const secrets = [...new Set(values)].filter((value) => /[0-9a-f]{8}/.test(value ?? '')).map(String);
  return { id, objects: Object.fromEntries(rows), secrets, people };
}

/** As if everybody had just given their password, so that no sensitive route stops before it looks at its object. */
async function confirmSessions(tenantId: string): Promise<void> {
  if (!tables.find(({ name }) => name === 'sessions')!.columns.some(({ name }) => name === 'confirmed_at'))
    return;
  await superuser.query('update aegis.sessions set confirmed_at = now() where tenant_id = $1', [tenantId]);
}

/** Not deleted, not used up, and with values that the product's own code can read. */
function alive(table: Table, row: Row): Row {
  const known: Row = {
    ...{
      time_zone: 'Europe/Paris',
      locale: 'en',
      agent_key: 'budget-analyzer',
      capability: 'spend-analysis',
    },
    ...{
      from: budget(100),
      to: budget(90),
      policy: policyOf,
      settings: '{}',
      enabled: 'true',
      role: 'operator',
      template: 'invitation',
      interval: null,
    },
  };
  const filled = Object.fromEntries(
    table.columns
      .filter(({ name }) => name in row)
      .map(({ name, type, notNull }) => {
        const over =
          /^(suspended|accepted|withdrawn|sent|deleted|removed|used|revoked|ended|canceled_requested|replayed|consumed|locked|disabled|finished)_(at|until)$/.test(
            name,
          );
        if (table.name === 'agent_instances' && name === 'deleted_at')
          return [name, new Date().toISOString()]; // for deleted-items
        if (!notNull && (over || ['jsonb', 'bytea'].includes(type))) return [name, null];
        return [name, known[name] ?? row[name] ?? null];
      }),
  );
  return { ...filled, ...(row.priority ? { priority: '5' } : {}) };
}
const budget = (units: number) =>
  JSON.stringify({ dailyBudget: { micros: `${units}000000`, currency: 'EUR' } });
const policyOf = JSON.stringify({
  ...{
    autonomy: 'ask',
    stepLimit: null,
    minDailyBudgetMicros: null,
    maxDailyBudgetMicros: null,
    lockedCampaigns: [],
  },
});

/** The address of an operation with the objects of a tenant; `owned`: it names one of them. */
function address(operation: Operation, objects: Objects): { path: string; owned: boolean } {
  let owned = false;
  const path = operation.path.replaceAll(/([\w-]+)\/\{(\w+)\}/g, (_, noun: string, parameter: string) => {
    const { schema } = operation.parameters.find(
      ({ name, in: where }) => where === 'path' && name === parameter,
    )!;
    const word = (schema.enum?.[0] as string | undefined) ?? words[parameter];
    if (word !== undefined) return `${noun}/${word}`;
    owned = true;
    const name = addresses[parameter] ?? addresses[noun];
    const value = name ? name(objects) : objects[noun.replaceAll('-', '_')]?.id;
    if (value) return `${noun}/${encodeURIComponent(value)}`;
    throw new Error(`${operation.name}: what stands for {${parameter}}? Say it in tests/api/examples.ts.`);
  });
  return { path, owned };
}

const exampleOf = (operation: Operation) => {
  const example = examples[operation.name];
  if (!example)
    throw new Error(
      `${operation.name} is new: add it to tests/api/examples.ts with the right that it takes.`,
    );
  return example;
};

const bodyOf = (operation: Operation, objects: Objects) => {
  const { body } = exampleOf(operation);
  if (body) return body(objects);
  return operation.body ? smallest(operation.body) : undefined;
};

const headersOf = (operation: Operation) =>
  Object.fromEntries(
    operation.parameters.flatMap(({ in: where, name }) =>
      where === 'header' && name === 'if-match' ? [[name, '"1"']] : [],
    ),
  );

type Caller = Pick<Person, 'call'>;

/** Calls it with the objects of a tenant in address, body and every query that takes a text. */
async function probe(
  operation: Operation,
  caller: Caller,
  objects: Objects,
  path = address(operation, objects).path,
) {
  probes += 1;
  return caller.call(operation.method, path, bodyOf(operation, objects), headersOf(operation));
}

const may = (operation: Operation, role: Role) => {
  const { right } = exampleOf(operation);
  return right === 'public' || right === 'signed in' || (rightsOf[role] as readonly string[]).includes(right);
};

/** The other tenant's ids and texts that an answer holds, but those that were sent along. */
function told(answer: Answer, { secrets }: Tenant, sent: string): string[] {
  const text = JSON.stringify([answer.body, [...answer.headers]]);
  return secrets.filter((secret) => !sent.includes(secret) && text.includes(secret));
}

async function rowsOf({ id }: Tenant): Promise<string> {
  const parts = [];
  for (const { name, tenantColumn } of tables) {
    if (!tenantColumn || name === 'sessions') continue; // reading moves last_seen_at
    const { rows } = await superuser.query<{ all: string }>(
      `select json_agg(t order by t::text)::text as all from aegis.${name} t where ${tenantColumn} = $1`,
      [id],
    );
    parts.push(`${name}: ${rows[0]!.all}`);
  }
  return parts.join('\n');
}

const safe = (operation: Operation) => operation.method === 'GET';
const anonymous = (): Caller => ({ call: api.call });
/** Names what was tried, for a failure that can be read. */
const line = (operation: Operation, who: string, what: unknown) =>
  `${operation.name} as ${who}: ${JSON.stringify(what)}`;

test('every route says which right it takes, and none that is gone does', () => {
  expect(Object.keys(examples).sort()).toEqual(operations.map(({ name }) => name).sort());
  for (const operation of operations) {
    expect([operation.name, operation.open]).toEqual([
      operation.name,
      exampleOf(operation).right === 'public',
    ]);
    address(operation, first.objects);
  }
});

test('an object of another tenant is 404 for those who may, 403 for those who may not, 401 for nobody; as if it were not there', async () => {
  const wrong: string[] = [];
  const before = [await rowsOf(first), await rowsOf(second)];
  for (const [mine, other] of [
    [first, second],
    [second, first],
  ] as const) {
    for (const operation of operations) {
      const { path, owned } = address(operation, other.objects);
      if (!owned || exampleOf(operation).right === 'public') continue;
      const nowhere = address(operation, unknown(other.objects)).path;
      const sent = `${path} ${JSON.stringify(bodyOf(operation, other.objects) ?? null)}`;
      const nobody = await probe(operation, anonymous(), other.objects);
      if (nobody.status !== 401) wrong.push(line(operation, 'nobody', nobody));
      for (const [role, person] of mine.people) {
        const theirs = await probe(operation, person, other.objects);
        const none = await probe(operation, person, other.objects, nowhere);
        const expected = may(operation, role) ? [[404], [501, 'not-available-yet']] : [[403, 'forbidden']];
        const fits = expected.some(
          ([status, code]) => theirs.status === status && (!code || theirs.body.code === code),
        );
        if (!fits) wrong.push(line(operation, role, [theirs.status, theirs.body]));
        const same = (answer: Answer) => [
          answer.status,
          answer.body.code,
          answer.body.detail,
          answer.body.errors,
        ];
        if (JSON.stringify(same(theirs)) !== JSON.stringify(same(none)))
          wrong.push(line(operation, role, [same(theirs), same(none)]));
        const leaked = told(theirs, other, sent);
        if (leaked.length > 0) wrong.push(line(operation, role, { leaked }));
      }
    }
  }
  expect(wrong).toEqual([]);
  expect([await rowsOf(first), await rowsOf(second)]).toEqual(before);
}, 120_000);

/** The same rows under ids that nobody has. */
function unknown(objects: Objects): Objects {
  return Object.fromEntries(
    Object.entries(objects).map(([table, row]) => [
      table,
      { ...row, ...('id' in row ? { id: randomUUID() } : {}) },
    ]),
  );
}

test('reading gives the own tenant’s and never a word of another, to exactly the roles that may', async () => {
  const wrong: string[] = [];
  for (const [mine, other] of [
    [first, second],
    [second, first],
  ] as const) {
    let asked = '';
    for (const operation of operations.filter(safe)) {
      const { path, owned } = address(operation, mine.objects);
      const { right, own = [], nameless = false } = exampleOf(operation);
      const nobody = await probe(operation, anonymous(), mine.objects);
      if (right !== 'public' && nobody.status !== 401) wrong.push(line(operation, 'nobody', nobody));
      for (const [role, person] of mine.people) {
        for (const query of queries(operation, other.objects)) {
          const answer = await probe(operation, person, mine.objects, path + query);
          const plain = query === '';
          const fits = may(operation, role)
            ? plain
              ? answer.status === 200 || own.includes(answer.status)
              : answer.status < 500 && answer.status !== 403
            : answer.status === 403 && answer.body.code === 'forbidden';
          if (!fits) wrong.push(line(operation, role, [query, answer.status, answer.body]));
          asked += query;
          // The log of what was taken along repeats the filters of earlier requests.
          const sent = operation.path.includes('/audit') ? asked : query;
          const leaked = told(answer, other, sent);
          if (leaked.length > 0) wrong.push(line(operation, role, { query, leaked }));
          const seen = told(answer, mine, path + query).length > 0;
          if (plain && owned && !nameless && may(operation, role) && answer.status === 200 && !seen) {
            wrong.push(
              line(
                operation,
                role,
                'shows nothing of the own object, so that it shows nothing of another proves nothing',
              ),
            );
          }
        }
      }
    }
  }
  expect(wrong).toEqual([]);
}, 120_000);

/** No query, and each text of the query filled with ids of the other tenant. */
function queries(operation: Operation, objects: Objects): string[] {
  const texts = operation.parameters.filter(
    ({ in: where, schema }) =>
      where === 'query' && schema.type === 'string' && !schema.enum && !schema.format && !schema.pattern,
  );
  const ids = [objects.tasks!.id, objects.campaigns!.id, addresses.campaigns!(objects)].map(String);
  return ['', ...texts.flatMap(({ name }) => ids.map((id) => `?${name}=${encodeURIComponent(id)}`))];
}

test('changing is for exactly the roles that may, in their own tenant only', async () => {
  const wrong: string[] = [];
  const before = [await rowsOf(first), await rowsOf(second)];
  for (const operation of operations.filter((one) => !safe(one))) {
    const { right, own = [] } = exampleOf(operation);
    if (right !== 'public') {
      const nobody = await probe(operation, anonymous(), first.objects);
      if (nobody.status !== 401) wrong.push(line(operation, 'nobody', nobody));
    }
    for (const role of roles) {
      if (!may(operation, role)) {
        const refused = await probe(operation, first.people.get(role)!, first.objects);
        if (refused.status !== 403 || refused.body.code !== 'forbidden')
          wrong.push(line(operation, role, [refused.status, refused.body]));
        continue;
      }
      // What is done here stays done, so it happens in a workspace of its own.
      const home = await newTenant([role]);
      const done = await probe(operation, home.people.get(role)!, home.objects);
      if (!(done.status < 300 || own.includes(done.status)))
        wrong.push(line(operation, role, [done.status, done.body]));
      // And once more with what is another tenant's in the body.
      const { owned } = address(operation, home.objects);
      if (owned || operation.body === null) continue;
      const theirs = await probe(
        operation,
        home.people.get(role)!,
        second.objects,
        address(operation, home.objects).path,
      );
      const leaked = told(theirs, second, JSON.stringify(bodyOf(operation, second.objects) ?? null));
      if (theirs.status >= 500 && theirs.status !== 501)
        wrong.push(line(operation, role, [theirs.status, theirs.body]));
      if (leaked.length > 0) wrong.push(line(operation, role, { leaked }));
    }
  }
  expect(wrong).toEqual([]);
  expect([await rowsOf(first), await rowsOf(second)]).toEqual(before);
}, 180_000);

test('the gate tried every route as everybody', () => {
  expect(probes).toBeGreaterThan(operations.length * (roles.length + 1) * 2);
});

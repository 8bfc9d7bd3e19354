import pg from 'pg';
import { openDatabase, type Db } from '../db/database.ts';
import { findConnection } from '../db/repositories/connections.ts';
import { withTenant } from '../db/tenant.ts';
import { randomFor } from '../domain/random.ts';
import { urlOf } from '../db/migrate.ts';
import { report, type Figure } from './report.ts';
import { fill, TENANTS, type Workspace } from './rls/fill.ts';
import { queries } from './rls/queries.ts';
import { statementsOf, withTenantFilter, type Statement } from './rls/statements.ts';
import { median } from './run/measure.ts';
import { withDatabase, type ThrowAwayDatabase } from '../cli/throw-away-database.ts';

/** Of each query on each side; fewer for a first look only. */
const SAMPLES = Number(process.env.AEGIS_RLS_SAMPLES ?? 2_000);
const WARM_UP = Math.min(200, SAMPLES);

/**
 * What row-level security costs: each query as the product sends it, beside the same statement that names its tenant, asked by
 * a role that row-level security does not bind; both prepared, in the same pipelined transaction, taking turns.
 */
export const run = (options: { json: boolean }) =>
  withDatabase('rls', ['shared_buffers=512MB'], async (database) => {
    say(`Writing a million rows of ${TENANTS} tenants`);
    const workspaces = await fill(database.superuser);
    const bound = openDatabase(database.app, { size: 1 });
    const free = openDatabase(await freeRole(database), { size: 1 });
    try {
      const subjects = await prepare(database, bound, workspaces);
      say(`Measuring ${subjects.length} queries, ${SAMPLES} samples each on both sides`);
      const ratios = await compare(subjects, bound, free, workspaces.length);
      report([...ratios, ...(await entry(bound, free, workspaces))], options);
    } finally {
      await bound.close();
      await free.close();
    }
  });

/** A role like the application's that row-level security does not bind. */
async function freeRole({ superuser }: ThrowAwayDatabase): Promise<string> {
  const client = new pg.Client({ connectionString: superuser });
  await client.connect();
  await client.query(`create role bench_free login bypassrls password 'bench-free';
    grant connect on database aegis to bench_free;
    grant usage on schema aegis to bench_free;
    grant select, insert, update, delete on all tables in schema aegis to bench_free;
    alter role bench_free set search_path = aegis`);
  await client.end();
  return urlOf(superuser, 'aegis', 'bench_free', 'bench-free');
}

interface Subject {
  name: string;
  /** By workspace; the text is the same. */
  bound: Statement[];
  free: Statement[];
}

async function prepare(
  { superuser }: ThrowAwayDatabase,
  db: Db,
  workspaces: Workspace[],
): Promise<Subject[]> {
  const client = new pg.Client({ connectionString: superuser });
  await client.connect();
  const { rows } = await client.query<{
    name: string;
  }>(`select table_name::text as name from information_schema.columns
    where table_schema = 'aegis' and column_name = 'tenant_id' union select 'tenants'`);
  await client.end();
  const tables = new Set(rows.map(({ name }) => name));
  const subjects: Subject[] = [];
  for (const [name, ask] of Object.entries(queries)) {
    const bound: Statement[] = [];
    for (const workspace of workspaces) {
      const [first] = await statementsOf(db, workspace.tenantId, (tx) => ask(tx, workspace));
      bound.push(first!);
    }
    const free = bound.map(({ text, values }, i) => ({
      text: withTenantFilter(text, values.length + 1, tables),
      values: [...values, workspaces[i]!.tenantId],
    }));
    subjects.push({ name, bound, free });
  }
  return subjects;
}

async function compare(subjects: Subject[], bound: Db, free: Db, tenants: number): Promise<Figure[]> {
  const random = randomFor('rls');
  const sides = { bound: await bound.pool.connect(), free: await free.pool.connect() };
  const times = subjects.map(() => ({ bound: [] as number[], free: [] as number[] }));
  for (let sample = -WARM_UP; sample < SAMPLES; sample += 1) {
    for (const [s, subject] of subjects.entries()) {
      const tenant = random.integer(0, tenants - 1);
      for (const side of sample % 2 ? (['bound', 'free'] as const) : (['free', 'bound'] as const)) {
        const { elapsed, rows } = await transaction(
          sides[side],
          `${subject.name}-${side}`,
          subject[side][tenant]!,
          subject.free[tenant]!.values.at(-1) as string,
        );
        if (sample >= 0) times[s]![side].push(elapsed);
        else if (rows === 0)
          throw new Error(`${subject.name} finds nothing as ${side}: it measures nothing.`);
      }
    }
  }
  sides.bound.release();
  sides.free.release();
  const figures = subjects.map(({ name }, s): Figure => {
    const [value, baseline] = [median(times[s]!.bound), median(times[s]!.free)];
    return {
      ...{ bench: 'rls', figure: name, value, unit: 'ms', baseline },
      ratio: value / baseline,
      target: '≤ 1.25 ×',
      holds: value / baseline <= 1.25,
    };
  });
  const ratios = figures.map(({ ratio }) => ratio!);
  return [
    ...figures,
    whole('worst_p50', Math.max(...ratios), 1.25),
    whole('median_p50', median(ratios), 1.15),
  ];
}

const whole = (figure: string, value: number, most: number): Figure => ({
  ...{
    bench: 'rls',
    figure,
    value,
    unit: '×',
    baseline: 1,
    ratio: value,
    target: `≤ ${most} ×`,
    holds: value <= most,
  },
});

const SETTING = `select set_config('app.tenant_id', $1, true)`;

/** Time from sending BEGIN to the answer of COMMIT, in ms; all of it in one flight. */
async function transaction(
  client: pg.PoolClient,
  name: string,
  { text, values }: Statement,
  tenantId: string,
) {
  const start = performance.now();
  const [, , result] = await Promise.all([
    client.query('begin'),
    client.query({ name: 'setting', text: SETTING, values: [tenantId] }),
    client.query({ name, text, values }),
    client.query('commit'),
  ]);
  return { elapsed: performance.now() - start, rows: result.rowCount ?? 0 };
}

/** What `withTenant` itself costs: a point read through it beside one autocommit query without row-level security. */
async function entry(bound: Db, free: Db, workspaces: Workspace[]): Promise<Figure[]> {
  const random = randomFor('with-tenant');
  const direct = await free.pool.connect();
  const times = { through: [] as number[], direct: [] as number[] };
  const text = `select * from connections where tenant_id = $1 and id = $2 and deleted_at is null`;
  for (let sample = -WARM_UP; sample < SAMPLES; sample += 1) {
    const { tenantId, connectionId } = random.pick(workspaces);
    const start = performance.now();
    const context = { tenantId, actor: 'bench', readOnly: true };
    await withTenant(bound, context, (tx) => findConnection(tx, connectionId));
    const middle = performance.now();
    await direct.query({ name: 'direct', text, values: [tenantId, connectionId] });
    if (sample < 0) continue;
    times.through.push(middle - start);
    times.direct.push(performance.now() - middle);
  }
  direct.release();
  const [value, baseline] = [median(times.through), median(times.direct)];
  return [
    {
      ...{ bench: 'rls', figure: 'with_tenant', value, unit: 'ms', baseline },
      ratio: value / baseline,
      target: 'printed',
      holds: true,
    },
  ];
}

/** Progress goes beside the figures, which a program may read. */
const say = (words: string) => console.error(words);

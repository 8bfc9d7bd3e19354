import { sql } from 'kysely';
import {
  objectOf,
  tableOf,
  type AuditAct,
  type AuditActor,
  type AuditEntry,
  type AuditFilter,
} from '../../contracts/audit.ts';
import type { TenantTransaction } from '../tenant.ts';
import { namesOf } from './users.ts';

const acts = { insert: 'created', update: 'changed', delete: 'deleted', read: 'read' } as const;
const actions = Object.fromEntries(Object.entries(acts).map(([action, act]) => [act, action]));

interface AuditRow {
  id: bigint;
  at: Date;
  /** Of `at`, in microseconds: what a Date would cut off. */
  micros: bigint;
  table_name: string;
  row_key: string;
  action: keyof typeof acts;
  old: string | null;
  new: string | null;
  actor: string;
  request_id: string | null;
}

/** Where a page ends: microseconds and id. */
const CURSOR = /^(\d{1,17})-(\d{1,18})$/;
export const isAuditCursor = (cursor: string) => CURSOR.test(cursor);

/** Newest first, in three queries. `cursor`: the `nextCursor` of the page before. */
export async function listAudit(
  tx: TenantTransaction,
  filter: AuditFilter,
  { limit, cursor }: { limit: number; cursor?: string | null },
): Promise<{ data: AuditEntry[]; nextCursor: string | null }> {
  const [, micros, id] = CURSOR.exec(cursor ?? '') ?? [];
  const all = [
    filter.from && sql`at >= ${filter.from}::timestamptz`,
    filter.to && sql`at < ${filter.to}::timestamptz`,
    filter.actor && sql`actor = ${filter.actor}`,
    filter.object && sql`table_name = ${tableOf(filter.object)}`,
    filter.act && sql`action = ${actions[filter.act]}`,
    filter.id && sql`row_key = ${filter.id}`,
    micros &&
      id &&
      sql`(at, id) < ('epoch'::timestamptz + ${micros}::bigint * interval '1 microsecond', ${id}::bigint)`,
  ].filter((part) => part !== undefined && part !== '');
  const { rows } = await sql<AuditRow>`
    select id, at, (extract(epoch from at) * 1000000)::bigint as micros, table_name, row_key, action, old::text as old,
      new::text as new, actor, request_id
    from aegis.audit_log where ${sql.join([sql`true`, ...all], sql` and `)}
    order by at desc, id desc limit ${limit + 1}`.execute(tx);
  const page = rows.slice(0, limit);
  const name = await namer(
    tx,
    page.map(({ actor }) => actor),
  );
  const last = page.at(-1);
  return {
    data: page.map((row) => entryOf(row, name)),
    nextCursor: rows.length > limit && last ? `${last.micros}-${last.id}` : null,
  };
}

/** Most actors that a list of them names. */
const MOST_ACTORS = 500;

/** Everybody and everything that the log names, by leaps over its index. Single syncs, of which there are many, are left out. */
export async function auditActors(tx: TenantTransaction): Promise<AuditActor[]> {
  const { rows } = await sql<{ actor: string }>`
    with recursive leap (actor, n) as (
      (select actor, 1 from aegis.audit_log order by actor limit 1)
      union all
      select (select a.actor from aegis.audit_log a
        where a.actor > case when l.actor like 'sync:%' then 'sync:g' else l.actor end order by a.actor limit 1), n + 1
      from leap l where l.actor is not null and n < ${MOST_ACTORS})
    select actor from leap where actor is not null and actor not like 'sync:%'`.execute(tx);
  const name = await namer(
    tx,
    rows.map(({ actor }) => actor),
  );
  return rows.map(({ actor }) => name(actor));
}

const WHO = /^(user|key):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function namer(tx: TenantTransaction, actors: string[]): Promise<(actor: string) => AuditActor> {
  const known = [...new Set(actors)].filter((actor) => WHO.test(actor));
  const keyIds = known.flatMap((actor) => (actor.startsWith('key:') ? [actor.slice(4)] : []));
  const [people, keys] = await Promise.all([
    namesOf(tx, known),
    keyIds.length > 0
      ? tx.selectFrom('api_keys').select(['id', 'name']).where('id', 'in', keyIds).execute()
      : [],
  ]);
  const names = new Map([...people, ...keys.map(({ id, name }) => [`key:${id}`, name] as const)]);
  return (id) => ({ id, kind: kindOf(id), name: names.get(id) ?? null });
}

const kinds: Record<string, AuditActor['kind']> = {
  user: 'person',
  key: 'key',
  agent: 'agent',
  sync: 'sync',
};
const kindOf = (actor: string) => kinds[actor.split(':', 1)[0]!] ?? 'system';

function entryOf(row: AuditRow, name: (actor: string) => AuditActor): AuditEntry {
  const [before, after] = [fieldsOf(row.old), fieldsOf(row.new)];
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (field) => field !== 'tenant_id' && (before[field] ?? after[field] ?? null) !== null,
  );
  const act: AuditAct = acts[row.action];
  return {
    id: String(row.id),
    at: row.at.toISOString(),
    actor: name(row.actor),
    act,
    object: objectOf(row.table_name),
    objectId: row.row_key,
    changes: fields.sort().map((field) => ({ field, old: before[field] ?? null, new: after[field] ?? null })),
    requestId: row.request_id,
  };
}

/** With the text that a value was read from, which TypeScript does not know yet. */
type Parse = (
  text: string,
  revive: (key: string, value: unknown, context: { source?: string }) => unknown,
) => unknown;

/** Numbers that JavaScript would round stay text. */
function fieldsOf(json: string | null): Record<string, unknown> {
  if (json === null) return {};
  return (JSON.parse as Parse)(json, (_, value, { source }) =>
    Number.isInteger(value) && !Number.isSafeInteger(value) ? source : value,
  ) as Record<string, unknown>;
}

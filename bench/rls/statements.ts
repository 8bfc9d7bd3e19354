import type { Db } from '../../db/database.ts';
import { withTenant, type TenantTransaction } from '../../db/tenant.ts';

/** A statement as the product sends it. */
export interface Statement {
  text: string;
  values: unknown[];
}

/** What `work` sends in a tenant's transaction, without BEGIN, settings and COMMIT. */
export async function statementsOf(
  db: Db,
  tenantId: string,
  work: (tx: TenantTransaction) => Promise<unknown>,
): Promise<Statement[]> {
  const sent: Statement[] = [];
  const pool = {
    connect: async () => {
      const client = await db.pool.connect();
      const query = (asked: string | Statement, ...rest: never[]) => {
        if (typeof asked !== 'string' && !asked.text.startsWith('select set_config')) {
          sent.push({ text: asked.text, values: asked.values });
        }
        return client.query(asked as never, ...rest);
      };
      return Object.assign(Object.create(client) as typeof client, { query });
    },
  };
  await withTenant({ ...db, pool: pool as never }, { tenantId, actor: 'bench' }, work);
  return sent;
}

const AFTER_TABLE = new Set([
  'where',
  'left',
  'right',
  'inner',
  'join',
  'on',
  'order',
  'group',
  'limit',
  'set',
  'for',
  'cross',
  'union',
]);

/**
 * The same statement with the tenant asked for by hand: each table is read as its rows with `tenant_id = $n`, which the
 * planner takes into the statement as if it stood in its WHERE.
 */
export function withTenantFilter(text: string, parameter: number, tenantTables: ReadonlySet<string>): string {
  const column = (table: string) => (table === 'tenants' ? 'id' : 'tenant_id');
  const changed = /^(update|delete from) (?:aegis\.)?"?(\w+)"?/.exec(text);
  const filtered = changed && tenantTables.has(changed[2]!);
  const named = filtered
    ? text.replace(/ where /, ` where ${changed[2]}.${column(changed[2]!)} = $${parameter} and `)
    : text;
  return named.replace(
    /\b(from|join)\s+(?:"?aegis"?\.)?"?(\w+)"?(\s+(?:as\s+)?"?(\w+)"?)?/gi,
    (all, word: string, table: string, tail: string | undefined, alias: string | undefined) => {
      if (
        !tenantTables.has(table) ||
        (all.startsWith('from') && /^delete/.test(text) && table === changed?.[2])
      )
        return all;
      const isAlias = alias !== undefined && !AFTER_TABLE.has(alias.toLowerCase());
      const rest = isAlias ? '' : (tail ?? '');
      return `${word} (select * from aegis.${table} where ${column(table)} = $${parameter}) as "${isAlias ? alias : table}"${rest}`;
    },
  );
}

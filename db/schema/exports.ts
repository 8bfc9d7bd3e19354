import type { Generated } from 'kysely';
import type { BigInteger, GeneratedInstant, GeneratedJson, TenantId } from './columns.ts';

/** Data that left the workspace as a file. */
export interface ExportsTable {
  tenant_id: TenantId;
  id: Generated<string>;
  kind: 'workspace' | 'audit-log';
  /** Of an audit log: what was asked for. */
  filter: GeneratedJson<Record<string, unknown>>;
  state: Generated<'running' | 'completed' | 'failed'>;
  /** In the file; null until it is whole. */
  rows: BigInteger | null;
  created_at: GeneratedInstant;
  finished_at: Date | null;
}

import type { GeneratedAlways } from 'kysely';
import type { GeneratedInstant } from './columns.ts';

/** Written by trigger; the application may only read it. */
export interface AuditLogTable {
  tenant_id: string;
  id: GeneratedAlways<bigint>;
  at: GeneratedInstant;
  table_name: string;
  /** The primary key without the tenant, joined by '/': an id, or `meta/123`. */
  row_key: string;
  action: 'insert' | 'update' | 'delete' | 'read';
  /** update: the changed columns only; values above 4 KiB as digest and size. */
  old: Record<string, unknown> | null;
  new: Record<string, unknown> | null;
  actor: string;
  request_id: string | null;
}

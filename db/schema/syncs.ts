import type { Generated } from 'kysely';
import type { GeneratedBigInteger, GeneratedInstant, GeneratedJson, TenantId } from './columns.ts';

/** At most one per connection is pending or running (unique index syncs_open). */
export interface SyncsTable {
  tenant_id: TenantId;
  id: Generated<string>;
  connection_id: string;
  trigger: 'manual' | 'scheduled' | 'first' | 'restart';
  state: Generated<'pending' | 'running' | 'completed' | 'failed' | 'canceled'>;
  requested_at: GeneratedInstant;
  started_at: Date | null;
  finished_at: Date | null;
  rows_read: GeneratedBigInteger;
  rows_changed: GeneratedBigInteger;
  error_code: string | null;
  error_detail: string | null;
  run_id: string | null;
  progress: GeneratedJson;
}

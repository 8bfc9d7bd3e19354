import type { Generated } from 'kysely';
import type { GeneratedBigInteger, GeneratedInstant, TenantId } from './columns.ts';

/** Cursor and state of one stream together. */
export interface SyncStreamsTable {
  tenant_id: TenantId;
  connection_id: string;
  /** '' for the stream of accounts. */
  account_id: Generated<string>;
  stream: 'accounts' | 'campaigns' | 'insights';
  state: Generated<'pending' | 'queued' | 'syncing' | 'on_time' | 'late' | 'error' | 'action_required'>;
  synced_until: string | null;
  backfilled_from: string | null;
  rows: GeneratedBigInteger;
  done: Generated<number>;
  total: Generated<number>;
  last_success_at: Date | null;
  error_code: string | null;
  error_detail: string | null;
  updated_at: GeneratedInstant;
}

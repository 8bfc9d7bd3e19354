import type { TenantId } from './columns.ts';

/** What the sweeper starts; written in the same transaction as the work it points to. */
export interface DueWorkTable {
  tenant_id: TenantId;
  kind:
    | 'task'
    | 'sync'
    | 'change'
    | 'connection'
    | 'email'
    | 'subscription'
    | 'credential'
    | 'purge'
    | 'notification';
  id: string;
  due_at: Date;
}

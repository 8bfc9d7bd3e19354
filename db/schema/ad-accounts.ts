import type { Generated, GeneratedAlways } from 'kysely';
import type { Platform } from '../../contracts/platforms.ts';
import type { GeneratedInstant, TenantId } from './columns.ts';

export interface AdAccountsTable {
  tenant_id: TenantId;
  platform: Platform;
  id: string;
  connection_id: string;
  name: string;
  currency: string;
  time_zone: string;
  status: 'active' | 'disabled';
  selected: Generated<boolean>;
  /** Counted up by the database when anything but synced_at changes. */
  version: GeneratedAlways<number>;
  synced_at: GeneratedInstant;
  deleted_at: Date | null;
}

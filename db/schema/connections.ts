import type { Generated, GeneratedAlways } from 'kysely';
import type { Platform } from '../../contracts/platforms.ts';
import type { GeneratedInstant, TenantId } from './columns.ts';

export interface ConnectionsTable {
  tenant_id: TenantId;
  id: Generated<string>;
  platform: Platform;
  environment: 'live' | 'sandbox';
  state: Generated<'connected' | 'reconnect' | 'paused' | 'disconnected'>;
  name: string;
  external_user_id: string;
  scopes: Generated<string[]>;
  connected_by: string | null;
  connected_at: GeneratedInstant;
  expires_at: Date | null;
  reconnect_reason: string | null;
  sync_interval_minutes: Generated<number>;
  next_sync_at: Date | null;
  /** Counted up by the database when anything but next_sync_at changes. */
  version: GeneratedAlways<number>;
  created_at: GeneratedInstant;
  deleted_at: Date | null;
}

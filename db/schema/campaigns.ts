import type { Generated, GeneratedAlways } from 'kysely';
import type { Platform } from '../../contracts/platforms.ts';
import type { BigInteger, GeneratedInstant, TenantId } from './columns.ts';

export interface CampaignsTable {
  tenant_id: TenantId;
  platform: Platform;
  id: string;
  account_id: string;
  name: string;
  objective: Generated<string>;
  status: 'active' | 'paused' | 'archived' | 'deleted' | 'unknown';
  effective_status: Generated<string>;
  daily_budget_micros: BigInteger | null;
  lifetime_budget_micros: BigInteger | null;
  currency: string;
  starts_at: Date | null;
  stops_at: Date | null;
  /** Known only from its metrics. */
  stub: Generated<boolean>;
  /** Counted up by the database when anything but synced_at and platform_updated_at changes. */
  version: GeneratedAlways<number>;
  platform_updated_at: Date | null;
  /** As of when the row is known, by a sync or by a change's read-back. */
  synced_at: GeneratedInstant;
  deleted_at: Date | null;
}

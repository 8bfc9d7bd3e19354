import type { Generated } from 'kysely';
import type { Platform } from '../../contracts/platforms.ts';
import type { BigInteger, GeneratedInstant, TenantId } from './columns.ts';

export interface CampaignMetricsTable {
  tenant_id: TenantId;
  platform: Platform;
  campaign_id: string;
  /** Local date of the account. */
  day: string;
  attribution: string;
  account_id: string;
  currency: string;
  impressions: BigInteger;
  clicks: BigInteger;
  reach: BigInteger;
  spend_micros: BigInteger;
  /** null: the platform sent nothing. */
  conversions_micros: BigInteger | null;
  conversion_value_micros: BigInteger | null;
  is_final: Generated<boolean>;
  synced_at: GeneratedInstant;
}

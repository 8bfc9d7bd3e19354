import type { Generated } from 'kysely';
import type { Platform } from '../../contracts/platforms.ts';
import type { TenantId } from './columns.ts';

export interface OauthStatesTable {
  tenant_id: TenantId;
  state_hash: Buffer;
  session_hash: Buffer;
  platform: Platform;
  environment: 'live' | 'sandbox';
  redirect_uri: string;
  scopes: Generated<string[]>;
  expires_at: Date;
  used_at: Date | null;
}

import type { GeneratedInstant, Json, TenantId } from './columns.ts';

export interface IdempotencyKeysTable {
  tenant_id: TenantId;
  route: string;
  key: string;
  request_hash: Buffer;
  status: number | null;
  response: Json | null;
  created_at: GeneratedInstant;
  finished_at: Date | null;
}

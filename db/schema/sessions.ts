import type { GeneratedInstant } from './columns.ts';

/** Global, like users. */
export interface SessionsTable {
  /** SHA-256 of the cookie's value. */
  id_hash: Buffer;
  user_id: string;
  tenant_id: string;
  created_at: GeneratedInstant;
  last_seen_at: GeneratedInstant;
  expires_at: Date;
}

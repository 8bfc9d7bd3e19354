import type { Generated } from 'kysely';
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
  /** For people to name it by; opens nothing. */
  id: Generated<string>;
  method: Generated<'password' | 'link' | 'sso'>;
  ip: Generated<string>;
  user_agent: Generated<string>;
  /** When the person last proved who they are; null: not since this was added. */
  confirmed_at: Date | null;
}

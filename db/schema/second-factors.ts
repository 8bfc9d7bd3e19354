import type { GeneratedBigInteger, GeneratedInstant } from './columns.ts';

/** Global, and never visible inside a tenant. */
export interface SecondFactorsTable {
  user_id: string;
  /** The TOTP secret, by the vault key. */
  sealed: Buffer;
  key_version: number;
  /** The time step of the last code that was used. */
  last_step: GeneratedBigInteger;
  created_at: GeneratedInstant;
  /** null: being set up, not asked for yet. */
  confirmed_at: Date | null;
}

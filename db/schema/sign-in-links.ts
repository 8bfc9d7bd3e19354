import type { Generated } from 'kysely';

/** Global, like users. */
export interface SignInLinksTable {
  /** SHA-256 of the link's token. */
  token_hash: Buffer;
  user_id: string;
  tenant_id: string;
  expires_at: Date;
  used_at: Date | null;
  purpose: Generated<'sign-in' | 'password-reset'>;
}

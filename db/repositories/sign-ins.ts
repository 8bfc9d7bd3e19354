import { sql } from 'kysely';
import type { TenantTransaction } from '../tenant.ts';

/** How somebody proved who they are, or tried to. */
export const signInWays = [
  ...['password', 'link', 'invitation', 'sso', 'api-key'],
  // Of somebody who is in already.
  ...['confirmation', 'new-password', 'other-workspace'],
] as const;
export type SignInWay = (typeof signInWays)[number];

export type SignInRefusal =
  | 'wrong-password'
  | 'wrong-code'
  | 'sso-required'
  | 'no-email'
  | 'other-domain'
  | 'account-exists'
  | 'removed'
  | 'provider-failed'
  | 'expired'
  | 'revoked'
  | 'maker-removed';

export interface SignIn {
  way: SignInWay;
  /** What was asked besides; null: nothing. */
  second: 'code' | 'recovery-code' | null;
  ip: string;
  userAgent: string;
  /** Of a refusal: whom they said to be. */
  email?: string;
  /** Why not; null: they came in. */
  refusal: SignInRefusal | null;
}

/** Writes into the workspace's audit log that somebody came in or was refused. `subject`: the person's or the key's id. */
export async function logSignIn(tx: TenantTransaction, subject: string, signIn: SignIn): Promise<void> {
  const { way, second, ip, userAgent, email, refusal } = signIn;
  const facts = {
    ...{ way, ip, user_agent: userAgent.slice(0, 300) },
    ...(email ? { email } : {}),
    ...(second ? { second } : {}),
    ...(refusal ? { reason: refusal } : {}),
  };
  await sql`select aegis.log_sign_in(${subject.slice(0, 300)}, ${refusal !== null}, ${JSON.stringify(facts)}::jsonb)`.execute(tx); // prettier-ignore
}

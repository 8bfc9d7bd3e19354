import type { Right, Role } from '../contracts/session.ts';
import type { OpenSession } from '../db/repositories/sessions.ts';

/** A program that asks with an API key; it may do what both its scopes and its maker's role allow. */
export interface KeyHolder {
  kind: 'key';
  keyId: string;
  /** Who made the key. */
  userId: string;
  tenantId: string;
  /** The maker's role. */
  role: Role;
  rights: readonly Right[];
}

/** A person who is signed in. */
export type Person = OpenSession;

/** Who asks, for which tenant, and what they may do. */
export type Caller = Person | KeyHolder;

/** As the audit log names them. */
export const actorOf = (caller: Caller): string =>
  caller.kind === 'key' ? `key:${caller.keyId}` : `user:${caller.userId}`;

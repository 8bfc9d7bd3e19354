import type { KeyHolder } from '../db/repositories/api-keys.ts';
import type { OpenSession } from '../db/repositories/sessions.ts';

/** A person who is signed in. */
export type Person = OpenSession;

/** Who asks, for which tenant, and what they may do. */
export type Caller = Person | KeyHolder;

/** As the audit log names them. */
export const actorOf = (caller: Caller): string =>
  caller.kind === 'key' ? `key:${caller.keyId}` : `user:${caller.userId}`;

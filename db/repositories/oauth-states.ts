import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Platform } from '../../contracts/platforms.ts';
import type { OauthStatesTable } from '../schema/oauth-states.ts';
import type { TenantTransaction } from '../tenant.ts';
import { hashOf } from './sessions.ts';

const LIFE_MS = 10 * 60_000;

/** A state of 256 bits that comes back from the platform once, within ten minutes, to this session only. */
export async function insertOauthState(
  tx: TenantTransaction,
  request: {
    sessionHash: Buffer;
    platform: Platform;
    environment: 'live' | 'sandbox';
    redirectUri: string;
    scopes: string[];
  },
  now: Date,
): Promise<string> {
  const state = randomBytes(32).toString('base64url');
  // Those that are over open nothing.
  await tx.deleteFrom('oauth_states').where('expires_at', '<=', now).execute();
  await tx
    .insertInto('oauth_states')
    .values({
      state_hash: hashOf(state),
      session_hash: request.sessionHash,
      platform: request.platform,
      environment: request.environment,
      redirect_uri: request.redirectUri,
      scopes: request.scopes,
      expires_at: new Date(now.getTime() + LIFE_MS),
    })
    .execute();
  return state;
}

/** Uses a state up; undefined when it is unknown, used, too old, or another session's or platform's. */
export function takeOauthState(
  tx: TenantTransaction,
  request: { state: string; sessionHash: Buffer; platform: Platform },
  now: Date,
): Promise<Selectable<OauthStatesTable> | undefined> {
  return tx
    .updateTable('oauth_states')
    .set({ used_at: now })
    .where('state_hash', '=', hashOf(request.state))
    .where('session_hash', '=', request.sessionHash)
    .where('platform', '=', request.platform)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
}

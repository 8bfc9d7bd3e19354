import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { SANDBOX_APP } from './app.ts';
import { GraphError, invalidParameter, permissionMissing, tokenRefused } from './errors.ts';
import type { Entry } from './ledger.ts';

export interface Code {
  clientId: string;
  redirectUri: string;
  scopes: string[];
  userId: string;
  expiresAt: number;
  used: boolean;
}

export interface Token {
  life: 'short' | 'long';
  scopes: string[];
  userId: string;
  issuedAt: number;
  expiresAt: number;
  /** Subcode of 190 it is answered with since it was revoked. */
  revoked: number | null;
}

/** Codes and tokens by the SHA-256 of their text. */
export interface Grants {
  codes: Map<string, Code>;
  tokens: Map<string, Token>;
}

const MOST = 10_000;

export const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
export const newSecret = (prefix: string, bytes: number) => prefix + randomBytes(bytes).toString('base64url');
export const appToken = `${SANDBOX_APP.id}|${SANDBOX_APP.secret}`;

export function createGrants(): Grants {
  return { codes: new Map(), tokens: new Map() };
}

/** Applies a grant or a revocation from the ledger. The oldest beyond 10,000 are forgotten. */
export function applyGrant(grants: Grants, entry: Entry): void {
  if (entry.kind === 'code') {
    const { clientId, redirectUri, scopes, userId, expiresAt } = entry;
    keep(grants.codes, entry.hash, { clientId, redirectUri, scopes, userId, expiresAt, used: false });
  }
  if (entry.kind === 'token') {
    const { life, scopes, userId, expiresAt } = entry;
    keep(grants.tokens, entry.hash, {
      life,
      scopes,
      userId,
      expiresAt,
      issuedAt: Date.parse(entry.at),
      revoked: null,
    });
    const code = entry.codeHash === undefined ? undefined : grants.codes.get(entry.codeHash);
    if (code) code.used = true;
  }
  if (entry.kind === 'revoke') {
    for (const token of grants.tokens.values()) token.revoked ??= entry.subcode;
  }
}

/** Why a token is refused at `now`, or null when it is good. */
export function refusal(token: Token | undefined, now: number): GraphError | null {
  if (!token) return new GraphError(190, 'Invalid OAuth access token - Cannot parse access token');
  if (token.revoked === 458)
    return tokenRefused(`The user has not authorized application ${SANDBOX_APP.id}.`, 458);
  if (token.revoked !== null) {
    return tokenRefused(
      'The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.',
      token.revoked,
    );
  }
  if (now >= token.expiresAt) {
    return tokenRefused(
      `Session has expired on ${new Date(token.expiresAt).toUTCString()}. The current time is ${new Date(now).toUTCString()}.`,
      463,
    );
  }
  return null;
}

/** The token of a call. Throws the GraphError that Meta would answer. */
export function authorize(
  grants: Grants,
  text: string | null,
  proof: string | undefined,
  now: number,
): Token {
  if (text === null) {
    throw new GraphError(
      2500,
      'An active access token must be used to query information about the current user.',
    );
  }
  const token = grants.tokens.get(hashOf(text));
  const refused = refusal(token, now);
  if (refused) throw refused;
  if (
    proof !== undefined &&
    !sameText(proof, createHmac('sha256', SANDBOX_APP.secret).update(text).digest('hex'))
  ) {
    throw invalidParameter('Invalid appsecret_proof provided in the API argument', {
      type: 'GraphMethodException',
    });
  }
  return token!;
}

/** Reading needs ads_read or ads_management; writing needs ads_management. */
export function requireScope(token: Token, access: 'read' | 'write'): void {
  const accepted = access === 'write' ? ['ads_management'] : ['ads_read', 'ads_management'];
  if (!accepted.some((scope) => token.scopes.includes(scope))) throw permissionMissing(accepted.join(' or '));
}

export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(a)), Buffer.from(hashOf(b)));
}

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.set(key, value);
  if (map.size > MOST) map.delete(map.keys().next().value!);
}

import * as oidc from 'openid-client';
import { lineSchema } from '../contracts/common.ts';
import { egressFetch } from '../connectors/egress.ts';
import { open, seal } from '../db/envelope.ts';
import {
  findIdentity,
  insertIdentity,
  listDomains,
  type Provider,
} from '../db/repositories/identity-providers.ts';
import { findUserByEmail, insertStranger } from '../db/repositories/users.ts';
import { withTenant } from '../db/tenant.ts';
import type { ApiDeps } from './deps.ts';

export const ssoRedirectUri = (deps: ApiDeps) => `${deps.config.publicUrl}/api/v1/auth/sso/callback`;

/** What the browser keeps, sealed, while its person is at the provider. */
export interface SsoTrip {
  tenantId: string;
  state: string;
  nonce: string;
  verifier: string;
  expiresAt: number;
}

const PLACE = 'cookie|sso';
export const TRIP_LIFE_MS = 10 * 60_000;

export const packTrip = (deps: ApiDeps, trip: SsoTrip): string =>
  seal(deps.config.vaultKey, PLACE, JSON.stringify(trip)).toString('base64url');

/** Null for anything that we did not pack, or too long ago. */
export function unpackTrip(deps: ApiDeps, packed: string): SsoTrip | null {
  try {
    const trip = JSON.parse(open(deps.config.vaultKey, PLACE, Buffer.from(packed, 'base64url'))) as SsoTrip;
    return trip.expiresAt > deps.now().getTime() ? trip : null;
  } catch {
    return null;
  }
}

/** The provider's own description, read through the one way to addresses that people gave us. Throws what it refused. */
export function discover(
  deps: ApiDeps,
  provider: { issuer: string; clientId: string; clientSecret: string },
) {
  const { issuer, clientId, clientSecret } = provider;
  const [post, basic] = [oidc.ClientSecretPost(clientSecret), oidc.ClientSecretBasic(clientSecret)];
  const auth: oidc.ClientAuth = (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_basic') ? basic : post)(server, client, body, headers);
  };
  const fetch = egressFetch({ allow: deps.config.ssoNetworks ?? [] });
  return oidc.discovery(new URL(issuer), clientId, undefined, auth, {
    [oidc.customFetch]: (url, init) => fetch(url, init as RequestInit),
    timeout: 10,
    execute: [
      // An ID token counts by its signature, not only by the connection that it came over.
      oidc.enableNonRepudiationChecks,
      // Only inside networks that the configuration names; egress refuses it everywhere else.
      ...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []),
    ],
  });
}

/** Why somebody whom the provider let in is not let in here. */
export type SsoRefusal = 'no-email' | 'other-domain' | 'account-exists' | 'removed';

/**
 * The person whom these claims mean: known by issuer and subject, else a member by an address of a proved domain, else made.
 * An account that is no member is never taken: whoever made it need not own the mailbox.
 */
export async function personOf(
  deps: ApiDeps,
  tenantId: string,
  provider: Provider,
  claims: { sub: string; email?: unknown; email_verified?: unknown; name?: unknown },
): Promise<{ userId: string } | SsoRefusal> {
  const context = { tenantId, actor: 'system:sso' };
  const { issuer } = provider;
  const [known, domains] = await withTenant(deps.db, { ...context, readOnly: true }, (tx) =>
    Promise.all([findIdentity(tx, issuer, claims.sub), listDomains(tx)]),
  );
  if (known) return known.member ? { userId: known.userId } : 'removed';
  const { email } = claims;
  if (typeof email !== 'string' || claims.email_verified === false) return 'no-email';
  const domain = email.trim().toLowerCase().split('@')[1] ?? '';
  if (!domains.some((one) => one.domain === domain && one.verified_at !== null)) return 'other-domain';
  const name = lineSchema(120).safeParse(claims.name).data ?? email;
  const made = await insertStranger(deps.db, { email, name });
  const userId = made ?? (await findUserByEmail(deps.db, email))!.id;
  const identity = { issuer, subject: claims.sub, userId, role: made ? provider.defaultRole : null };
  const refusal = await withTenant(deps.db, context, (tx) => insertIdentity(tx, identity));
  return refusal ?? { userId };
}

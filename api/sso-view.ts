import type { IdentityProvider } from '../contracts/sso.ts';
import { findProvider, isTried, listDomains } from '../db/repositories/identity-providers.ts';
import { currentPlan } from '../db/repositories/plans.ts';
import type { TenantTransaction } from '../db/tenant.ts';
import type { ApiDeps } from './deps.ts';
import { ApiProblem } from './problem.ts';
import { ssoRedirectUri } from './sso.ts';

/** Where the proof of a domain stands, and what it says. */
export const recordOf = (domain: string, challenge: string) => ({
  name: `_aegis.${domain}`,
  value: `aegis-domain=${challenge}`,
});

/** Single sign-on of a workspace, without its secret. */
export async function readSso(deps: ApiDeps, tx: TenantTransaction): Promise<IdentityProvider> {
  const [provider, domains, plan] = await Promise.all([findProvider(tx), listDomains(tx), currentPlan(tx)]);
  return {
    provider,
    domains: domains.map(({ domain, challenge, verified_at }) => ({
      domain,
      record: recordOf(domain, challenge),
      verifiedAt: verified_at?.toISOString() ?? null,
    })),
    redirectUri: ssoRedirectUri(deps),
    available: plan.sso,
    tried: provider !== null && (await isTried(tx, provider.issuer)),
  };
}

/** 422 unless the plan holds single sign-on (E2). */
export async function requireSsoPlan(tx: TenantTransaction): Promise<void> {
  if ((await currentPlan(tx)).sso) return;
  throw new ApiProblem('unprocessable', 'Single sign-on comes with the plan Enterprise.', {
    reason: 'sso-plan',
  });
}

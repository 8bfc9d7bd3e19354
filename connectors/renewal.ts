import type { AdConnector, Credential } from './types.ts';

export const noRenewal = new Date('9999-01-01T00:00:00Z');

/**
 * When a credential has to be renewed even if nobody uses it: only one that cannot be renewed once it has ended. One with
 * a refresh token waits for its next use.
 */
export function renewalDue(
  connector: Pick<AdConnector, 'renewBeforeMs'> | null,
  { expiresAt, refreshToken }: Pick<Credential, 'expiresAt' | 'refreshToken'>,
): Date {
  if (!connector || expiresAt === null || refreshToken !== undefined) return noRenewal;
  return new Date(expiresAt.getTime() - connector.renewBeforeMs);
}

/** What the connector cannot do without and the person has not allowed, or no longer allows; null: nothing. */
export function missingScope(
  { scopes }: Pick<AdConnector, 'scopes'>,
  credential: Pick<Credential, 'scopes'>,
): string | null {
  return scopes.find(({ id, required }) => required && !credential.scopes.includes(id))?.id ?? null;
}

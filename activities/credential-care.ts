import { ConnectorError } from '../connectors/errors.ts';
import { connectorOf } from '../connectors/registry.ts';
import { noRenewal, renewalDue } from '../connectors/renewal.ts';
import type { Platform } from '../contracts/platforms.ts';
import { findConnection } from '../db/repositories/connections.ts';
import { lookAgain } from '../db/repositories/due-work.ts';
import { findRenewal } from '../db/repositories/renewals.ts';
import { touches } from '../domain/failure.ts';
import { toTemporalFailure } from '../temporal/failures.ts';
import { caller, withHeartbeat } from './caller.ts';
import { inTenant, type CredentialDeps } from './credential-use.ts';
import { isDue, renew } from './renewal.ts';

export interface CareInput {
  tenantId: string;
  connectionId: string;
  platform: Platform;
}

export type CareActivities = ReturnType<typeof createCareActivities>;

/** Steps of the renewCredential workflow. Each may be repeated. */
export function createCareActivities(deps: CredentialDeps) {
  return {
    /**
     * Renews a credential that nobody uses, as that of a paused connection, before it ends; says when to look next. When
     * the platform refuses, the connection asks for a person.
     */
    async renewInTime(input: CareInput): Promise<void> {
      const use = { ...input, actor: 'system:renewal', ...caller() };
      const next = (at: Date) =>
        inTenant(deps, use, async (tx) => {
          if (await findRenewal(tx, input.connectionId))
            await lookAgain(tx, 'credential', input.connectionId, at);
        });
      try {
        await withHeartbeat(async () => {
          const [connection, state] = await inTenant(deps, use, (tx) =>
            Promise.all([findConnection(tx, input.connectionId), findRenewal(tx, input.connectionId)]),
          );
          const app = connection && deps.apps[connection.platform]?.[connection.environment];
          if (!connection || !state || !app || connection.state === 'reconnect') return next(noRenewal);
          const good = isDue(deps, connection, state) ? await renew(deps, use, connection, app) : state;
          await next(renewalDue(connectorOf(connection.platform), good));
        });
      } catch (error) {
        if (error instanceof ConnectorError && error.code === 'auth-expired') await next(noRenewal);
        throw toTemporalFailure(error, touches.nothing);
      }
    },
  };
}

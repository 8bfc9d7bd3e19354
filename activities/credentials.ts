import { ConnectorError } from '../connectors/errors.ts';
import type { Call, Credential } from '../connectors/types.ts';
import { askToReconnect, findConnection, type ConnectionRow } from '../db/repositories/connections.ts';
import { isLiving } from '../db/repositories/workspace-deletion.ts';
import { getCredential } from '../db/vault.ts';
import {
  inTenant,
  owner,
  reasonOf,
  reconnect,
  type CredentialDeps,
  type CredentialUse,
} from './credential-use.ts';
import { isDue, renew, settled } from './renewal.ts';

export type { CredentialDeps, CredentialUse, PlatformApps } from './credential-use.ts';

/**
 * Runs `work` with a call that carries the connection's credential, renewed in time. When the platform refuses the
 * credential the connection asks for reconnection, once, and no further call is made until a person has done so; when it
 * was renewed meanwhile, `work` runs once more with the new one. Throws ConnectorError, and whatever `work` throws.
 */
export async function withCredential<T>(
  deps: CredentialDeps,
  use: CredentialUse,
  work: (call: Call, connection: ConnectionRow) => Promise<T>,
): Promise<T> {
  const { connection, app, credential } = await prepare(deps, use);
  const attempt = (given: Credential) => {
    const { signal, heartbeat } = use;
    const call: Call = {
      app,
      credential: given,
      fetch: deps.fetch,
      ...(signal ? { signal } : {}),
      ...(heartbeat ? { heartbeat } : {}),
    };
    return work(call, connection);
  };
  try {
    return await attempt(credential);
  } catch (error) {
    const newer = await afterRefusal(deps, use, connection, credential, error);
    try {
      return await attempt(newer);
    } catch (again) {
      await afterRefusal(deps, use, connection, newer, again);
      throw again;
    }
  }
}

async function prepare(deps: CredentialDeps, use: CredentialUse) {
  const stored = await inTenant(deps, use, async (tx) => {
    const [connection, living] = await Promise.all([findConnection(tx, use.connectionId), isLiving(tx)]);
    return (
      connection &&
      living && { connection, credential: await getCredential(tx, deps.vaultKey, owner(connection)) }
    );
  });
  if (!stored || stored.connection.state === 'reconnect' || !stored.credential) throw reconnect();
  const { connection, credential } = stored;
  const app = deps.apps[connection.platform]?.[connection.environment];
  if (!app) {
    const where = `${connection.platform} (${connection.environment})`;
    throw new ConnectorError('rejected-request', `Our application at ${where} is not configured here.`);
  }
  if (!isDue(deps, connection, credential)) return { connection, app, credential };
  return { connection, app, credential: await renew(deps, use, connection, app) };
}

/**
 * What is stored by now in place of a credential that the platform has refused: somebody has renewed it, or a person has
 * connected anew. Throws the error when it is about something else, and when there is nothing newer: then the connection
 * asks for a person.
 */
async function afterRefusal(
  deps: CredentialDeps,
  use: CredentialUse,
  connection: ConnectionRow,
  refused: Credential,
  error: unknown,
): Promise<Credential> {
  if (!(error instanceof ConnectorError) || error.code !== 'auth-expired') throw error;
  const stored = await settled(deps, use, connection);
  if (stored && stored.accessToken !== refused.accessToken) return stored;
  await inTenant(deps, use, (tx) => askToReconnect(tx, connection.id, reasonOf(error)));
  throw error;
}

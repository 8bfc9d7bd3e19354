import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectorError } from '../connectors/errors.ts';
import { connectorOf } from '../connectors/registry.ts';
import { missingScope, renewalDue } from '../connectors/renewal.ts';
import type { Credential, PlatformApp } from '../connectors/types.ts';
import { askToReconnect, findConnection, type ConnectionRow } from '../db/repositories/connections.ts';
import { lookAgain } from '../db/repositories/due-work.ts';
import {
  findRenewal,
  giveUpRenewal,
  holdRenewal,
  takeRenewal,
  type RenewalState,
} from '../db/repositories/renewals.ts';
import { getCredential, putCredential } from '../db/vault.ts';
import {
  inTenant,
  owner,
  reasonOf,
  reconnect,
  type CredentialDeps,
  type CredentialUse,
} from './credential-use.ts';

/*
 * Many callers find the same credential at its end, in several processes. One of them trades it at the platform; the
 * others wait for what it stores. Two must never ask: a platform that hands out a new refresh token with each answer
 * takes the second question for a theft and revokes them all. No transaction is open while the platform is asked, so a
 * slow platform holds no connection to the database.
 */

/** How long one caller has the renewal to itself: longer than the platform may take. Another takes over from a dead one. */
const LEASE_MS = 20_000;
const CALL_MS = 12_000;
const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 45_000;
/** Rest after a failure of the platform's side, when it named no delay itself. */
const REST_MS = 5_000;
const LONGEST_REST_MS = 60_000;

export function isDue(
  deps: CredentialDeps,
  connection: ConnectionRow,
  { expiresAt }: { expiresAt: Date | null },
): boolean {
  const before = connectorOf(connection.platform)?.renewBeforeMs ?? 0;
  return expiresAt !== null && expiresAt.getTime() - deps.now().getTime() < before;
}

/** Renewals that callers of this process wait for, by connection: the others only ask the database. */
const waiting = new Map<string, Promise<Credential>>();

/**
 * The credential after its renewal, by whichever caller did it. One that is still good is given back as it is when the
 * platform cannot renew it now. Throws ConnectorError: `auth-expired` when the person has to consent again.
 */
export async function renew(
  deps: CredentialDeps,
  use: CredentialUse,
  connection: ConnectionRow,
  app: PlatformApp,
): Promise<Credential> {
  let renewal = waiting.get(connection.id);
  if (!renewal) {
    renewal = untilRenewed(deps, use, connection, app).finally(() => waiting.delete(connection.id));
    waiting.set(connection.id, renewal);
  }
  return orAborted(renewal, use.signal);
}

async function untilRenewed(
  deps: CredentialDeps,
  use: CredentialUse,
  connection: ConnectionRow,
  app: PlatformApp,
): Promise<Credential> {
  const me = randomUUID();
  for (const patience = Date.now() + PATIENCE_MS; Date.now() < patience;) {
    const turn = await takeTurn(deps, use, connection, me);
    if (turn.is === 'over') return turn.credential;
    if (turn.is === 'mine') return carryOut(deps, use, connection, app, me, turn.credential);
    await sleep(LOOK_EVERY_MS * (0.5 + Math.random()));
  }
  throw tooLong();
}

const tooLong = () =>
  new ConnectorError('unavailable', 'The access is being renewed and that takes long.', {
    retryAfterMs: REST_MS,
  });
const canceled = () =>
  new ConnectorError('unavailable', 'The call was canceled while its access was renewed.');

type Turn = { is: 'over' | 'mine'; credential: Credential } | { is: 'wait' };

/** `over`: nothing is to be renewed any more, or not now. Throws when nobody can renew it. */
function takeTurn(
  deps: CredentialDeps,
  use: CredentialUse,
  { id }: ConnectionRow,
  me: string,
): Promise<Turn> {
  return inTenant(deps, use, async (tx): Promise<Turn> => {
    const [connection, state] = await Promise.all([findConnection(tx, id), findRenewal(tx, id)]);
    if (!connection || connection.state === 'reconnect' || !state) throw reconnect();
    const stored = async () => {
      const credential = await getCredential(tx, deps.vaultKey, owner(connection));
      if (!credential) throw reconnect();
      return credential;
    };
    if (!isDue(deps, connection, state)) return { is: 'over', credential: await stored() };
    if (state.failed) {
      if (isGood(deps, state)) return { is: 'over', credential: await stored() };
      throw lastFailure(state.failed);
    }
    if (state.running) return { is: 'wait' };
    const taken = await takeRenewal(tx, id, state, me, deps.leaseMs ?? LEASE_MS);
    return taken ? { is: 'mine', credential: await stored() } : { is: 'wait' };
  });
}

const isGood = (deps: CredentialDeps, { expiresAt }: { expiresAt: Date | null }) =>
  expiresAt === null || expiresAt > deps.now();

/** What the platform said to the caller before this one. */
const lastFailure = ({ code, retryAfterMs }: NonNullable<RenewalState['failed']>) =>
  new ConnectorError(
    code === 'rate-limited' ? 'rate-limited' : 'unavailable',
    'The platform could not renew the access; it is tried again.',
    { retryAfterMs },
  );

async function carryOut(
  deps: CredentialDeps,
  use: CredentialUse,
  connection: ConnectionRow,
  app: PlatformApp,
  me: string,
  credential: Credential,
): Promise<Credential> {
  const connector = connectorOf(connection.platform)!;
  const limit = AbortSignal.timeout(CALL_MS);
  const limited: typeof fetch = (input, init) =>
    deps.fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit });
  let renewed: Credential;
  try {
    renewed = await connector.renew(app, credential, limited);
  } catch (error) {
    return failed(deps, use, connection, me, credential, error);
  }
  return inTenant(deps, use, async (tx) => {
    // Taken over, or a person has connected anew meanwhile: what they have stored is the newer one.
    if (!(await holdRenewal(tx, connection.id, me))) {
      const stored = await getCredential(tx, deps.vaultKey, owner(connection));
      if (!stored) throw reconnect();
      return stored;
    }
    await putCredential(tx, deps.vaultKey, { ...owner(connection), credential: renewed });
    await tx
      .updateTable('connections')
      .set({ expires_at: renewed.expiresAt, scopes: renewed.scopes })
      .where('id', '=', connection.id)
      .execute();
    await lookAgain(tx, 'credential', connection.id, renewalDue(connector, renewed));
    const missing = missingScope(connector, renewed);
    if (missing) await askToReconnect(tx, connection.id, `permission (${missing})`);
    return renewed;
  });
}

async function failed(
  deps: CredentialDeps,
  use: CredentialUse,
  connection: ConnectionRow,
  me: string,
  credential: Credential,
  error: unknown,
): Promise<Credential> {
  const known = error instanceof ConnectorError ? error : null;
  const code = known?.code ?? 'unavailable';
  const restMs = Math.min(known?.facts.retryAfterMs ?? REST_MS, LONGEST_REST_MS);
  const newer = await inTenant(deps, use, async (tx) => {
    if (!(await holdRenewal(tx, connection.id, me))) {
      const stored = await getCredential(tx, deps.vaultKey, owner(connection));
      return stored && stored.accessToken !== credential.accessToken ? stored : null;
    }
    await giveUpRenewal(tx, connection.id, me, { code, restMs });
    if (known?.code === 'auth-expired') await askToReconnect(tx, connection.id, reasonOf(known));
    return null;
  });
  if (newer) return newer;
  if (known && code !== 'auth-expired' && isGood(deps, credential)) return credential;
  throw error;
}

/** Waits while somebody renews the connection's credential, and gives what is stored then; null: nothing is. */
export async function settled(
  deps: CredentialDeps,
  use: CredentialUse,
  connection: ConnectionRow,
): Promise<Credential | null> {
  for (const patience = Date.now() + PATIENCE_MS; Date.now() < patience;) {
    const { running, credential } = await inTenant(deps, use, async (tx) => {
      const state = await findRenewal(tx, connection.id);
      if (state?.running) return { running: true, credential: null };
      return { running: false, credential: await getCredential(tx, deps.vaultKey, owner(connection)) };
    });
    if (!running) return credential;
    await sleep(LOOK_EVERY_MS * (0.5 + Math.random()));
    if (use.signal?.aborted) throw canceled();
  }
  throw tooLong();
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(canceled());
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

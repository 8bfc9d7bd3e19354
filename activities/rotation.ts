import { ApplicationFailure } from '@temporalio/common';
import type { Kysely } from 'kysely';
import type { Db } from '../db/database.ts';
import { rewrapEmails } from '../db/repositories/emails.ts';
import { rewrapProvider } from '../db/repositories/identity-providers.ts';
import { rewrapFactors } from '../db/repositories/second-factors.ts';
import { newOuterKey } from '../db/repositories/vault-keys.ts';
import type { Database } from '../db/schema/index.ts';
import { withTenant } from '../db/tenant.ts';
import { rewrapCredentials, type VaultKey } from '../db/vault.ts';
import { toTemporalFailure } from '../temporal/failures.ts';
import { withHeartbeat } from './caller.ts';

export interface RotationDeps {
  db: Db;
  /** As aegis_dispatch: which credentials there are, of all tenants. */
  dispatch: Kysely<Pick<Database, 'due_work'>>;
  vaultKey: VaultKey;
}

/** Where a pass over all credentials has come to; null: its beginning. */
export type Place = { tenantId: string; connectionId: string } | null;

export interface Batch {
  /** null: there are no more. */
  next: Place;
  looked: number;
  rewrapped: number;
  /** Connections whose credential no longer opens: they have to be connected again. */
  damaged: string[];
}

const BATCH = 200;
/** Tenants at once: rotation leaves most of the connections to those who work. */
const AT_ONCE = 3;

export type RotationActivities = ReturnType<typeof createRotationActivities>;

/** Steps of the rotateKeys workflow. Each may be repeated. */
export function createRotationActivities(deps: RotationDeps) {
  /** Every worker may be asked; one that was not restarted with the new key would seal with the old one. */
  const requireKey = (keyVersion: number) => {
    const { current } = deps.vaultKey;
    if (current === keyVersion) return;
    throw ApplicationFailure.create({
      type: 'other-key',
      message: `This worker seals with key version ${current}, not ${keyVersion}. Restart every API and worker with the new AEGIS_VAULT_KEY.`,
    });
  };

  return {
    /** Makes the rotation's outer key and gives its version. */
    async beginRotation({ rotation, keyVersion }: { rotation: string; keyVersion: number }) {
      requireKey(keyVersion);
      return coded(() => newOuterKey(deps.db, rotation));
    },

    /** Seals the next secrets again, those that need it; with the last of them people's authenticator apps. */
    async rewrapBatch(input: { keyVersion: number; outerVersion: number; after: Place }): Promise<Batch> {
      requireKey(input.keyVersion);
      return coded(() =>
        withHeartbeat(async () => {
          const { vaultKey } = deps;
          const { outerVersion } = input;
          const found = await nextSecrets(deps, input.after);
          const byTenant = Map.groupBy(found, ({ tenant_id: tenantId }) => tenantId);
          const queue = [...byTenant];
          const done = { rewrapped: 0, damaged: [] as string[] };
          const work = async () => {
            for (let one = queue.shift(); one; one = queue.shift()) {
              const [tenantId, notes] = one;
              const ids = notes.map(({ id }) => id);
              const context = { tenantId, actor: 'system:rotate-keys' };
              await withTenant(deps.db, context, async (tx) => {
                const { rewrapped, damaged } = await rewrapCredentials(tx, vaultKey, ids, outerVersion);
                const links = await rewrapEmails(tx, vaultKey, ids);
                const provider = ids.includes(tenantId) && (await rewrapProvider(tx, vaultKey));
                done.rewrapped += rewrapped + links + (provider ? 1 : 0);
                done.damaged.push(...damaged);
              });
            }
          };
          await Promise.all(Array.from({ length: AT_ONCE }, work));
          const last = found.length === BATCH ? found.at(-1)! : null;
          if (!last) done.rewrapped += await rewrapPeople(deps);
          return {
            ...done,
            looked: found.length,
            next: last && { tenantId: last.tenant_id, connectionId: last.id },
          };
        }),
      );
    },
  };
}

/** Authenticator apps belong to people, not to tenants. */
async function rewrapPeople({ db, vaultKey }: RotationDeps): Promise<number> {
  let sum = 0;
  for (let done = 1; done > 0; sum += done) done = await rewrapFactors(db, vaultKey, BATCH);
  return sum;
}

/** Notes of what is sealed: connections, waiting e-mails, and a workspace itself for its identity provider. */
function nextSecrets({ dispatch }: RotationDeps, after: Place) {
  return dispatch
    .selectFrom('due_work')
    .select(['tenant_id', 'id'])
    .where('kind', 'in', ['credential', 'email'])
    .$if(after !== null, (query) =>
      query.where((eb) =>
        eb.or([
          eb('tenant_id', '>', after!.tenantId),
          eb.and([eb('tenant_id', '=', after!.tenantId), eb('id', '>', after!.connectionId)]),
        ]),
      ),
    )
    .orderBy('tenant_id')
    .orderBy('id')
    .limit(BATCH)
    .execute();
}

async function coded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toTemporalFailure(error);
  }
}

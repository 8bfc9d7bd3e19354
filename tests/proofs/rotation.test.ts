import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createRotationActivities } from '../../activities/rotation.ts';
import { rotate } from '../../cli/rotate-keys.ts';
import type { Credential } from '../../connectors/types.ts';
import { openDatabase, openDispatch, type Db } from '../../db/database.ts';
import { enqueueEmail, listEmails } from '../../db/repositories/emails.ts';
import { openProvider, saveProvider } from '../../db/repositories/identity-providers.ts';
import { beginFactor } from '../../db/repositories/second-factors.ts';
import { withoutTenant, withTenant } from '../../db/tenant.ts';
import { getCredential, putCredential, readVaultKey } from '../../db/vault.ts';
import { lazyClient } from '../../temporal/client.ts';
import { addTenant, meta } from '../db/tenants.ts';
import { createWorld, type World } from '../faults/world.ts';
import { proofSize } from '../setup/proof.ts';
import { createTestNamespace } from '../setup/temporal.ts';

/** Spec E10: every credential is sealed again while it is in use and workers are killed. */
const COUNT = proofSize(1_000, 10_000);
const KILLS = proofSize(1, 2);
const PER_TENANT = 50;
jest.setTimeout(120_000 + COUNT * 30);

const [old, fresh] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
const before = readVaultKey(old);
const both = readVaultKey(`2:${fresh}`, `1:${old}`);
const after = readVaultKey(`2:${fresh}`);

let temporal: Awaited<ReturnType<typeof createTestNamespace>>;
let world: World;
let db: Db;
let owners: { tenantId: string; connectionId: string }[];

beforeAll(async () => {
  temporal = await createTestNamespace();
  world = await createWorld(temporal, Date.now(), {
    AEGIS_VAULT_KEY: `2:${fresh}`,
    AEGIS_VAULT_OLD_KEYS: `1:${old}`,
  });
  db = openDatabase(world.database.appUrl, { size: 6 });
  owners = await seed();
  await seedPeople(5);
});
afterAll(async () => {
  await db.close();
  await world.close();
});

const tokenOf = (connectionId: string) => `token of ${connectionId}`;
const credentialOf = (connectionId: string): Credential => ({
  accessToken: tokenOf(connectionId),
  expiresAt: null,
  scopes: ['ads_read'],
  externalUserId: connectionId,
});
const owner = (connectionId: string) => ({ connectionId, platform: 'meta' as const });
const read = (of: (typeof owners)[number], key = both) =>
  withTenant(db, { tenantId: of.tenantId, actor: 'test' }, (tx) =>
    getCredential(tx, key, owner(of.connectionId)),
  );

/** Tenants with many connections each, sealed with the old key. */
async function seed(): Promise<typeof owners> {
  const found: typeof owners = [];
  for (let made = 0; made < COUNT; made += PER_TENANT) {
    const { tenantId } = await addTenant(db);
    await withTenant(db, { tenantId, actor: 'test' }, async (tx) => {
      const rows = await tx
        .insertInto('connections')
        .values(Array.from({ length: Math.min(PER_TENANT, COUNT - made) }, (_, i) => meta(`person ${i + 2}`)))
        .returning('id')
        .execute();
      for (const { id } of rows) {
        await putCredential(tx, before, { ...owner(id), credential: credentialOf(id) });
        found.push({ tenantId, connectionId: id });
      }
    });
  }
  return found;
}

/** Authenticator apps of people, sealed with the old key. */
async function seedPeople(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const id = randomUUID();
    const user = { id, email: `${id}@example.test`, name: 'Ada' };
    await withoutTenant(db, (tx) => tx.insertInto('users').values(user).execute());
    await beginFactor(db, before, id, 'JBSWY3DPEHPK3PXP');
  }
}
/** A workspace with nothing but an identity provider and a waiting link. */
async function seedOthers(): Promise<string> {
  const tenantId = randomUUID();
  const link = { vaultKey: before, token: 'a link', expiresAt: new Date(Date.now() + 3_600_000) };
  await withTenant(db, { tenantId, actor: 'test' }, async (tx) => {
    await tx.insertInto('tenants').values({ id: tenantId, name: 'Tenant' }).execute();
    await saveProvider(tx, before, {
      issuer: 'https://id.example.test',
      clientId: 'aegis',
      clientSecret: 'a client secret',
      defaultRole: 'analyst',
      enabled: true,
      required: false,
    });
    await enqueueEmail(tx, {
      to: 'x@example.test',
      template: 'password-reset',
      locale: 'en',
      values: { name: 'Ada' },
      link,
    });
  });
  return tenantId;
}
const factors = () =>
  world.query('select key_version, count(*)::int as count from aegis.second_factors group by 1');

/** How many credentials are sealed with which versions. */
const versions = () =>
  world.query<{ key_version: number; outer_key_version: number; count: number }>(
    `select key_version, outer_key_version, count(*)::int as count from aegis.credentials group by 1, 2 order by 1, 2`,
  );
const rewrapped = async () =>
  (await versions()).filter((row) => row.key_version === 2).reduce((sum, row) => sum + row.count, 0);

test(`${COUNT} credentials under load with ${KILLS} SIGKILLs: each opens before, during and after, none stays on the old key`, async () => {
  expect(await versions()).toEqual([{ key_version: 1, outer_key_version: 1, count: COUNT }]);
  const load = startLoad();
  const { client, ...connection } = lazyClient(temporal);
  await world.start('worker');
  const rotation = rotate(client, 2, () => {});
  rotation.catch(() => {}); // awaited below
  for (let kill = 1; kill <= KILLS; kill++) {
    while ((await rewrapped()) < (COUNT * kill) / (KILLS + 1.5)) await sleep(5);
    await world.kill('worker');
    await world.start('worker');
  }
  const result = await rotation;
  const { uses, failures } = await load.end();
  await connection.close();

  expect(result).toMatchObject({
    complete: true,
    credentials: COUNT,
    damaged: [],
    keyVersion: 2,
    outerVersion: 2,
  });
  expect(failures).toEqual([]);
  expect(uses).toBeGreaterThan(20);
  expect(await versions()).toEqual([{ key_version: 2, outer_key_version: 2, count: COUNT }]);
  expect(await factors()).toEqual([{ key_version: 2, count: 5 }]);
  for (const of of owners) expect((await read(of, after))?.accessToken).toMatch(tokenOf(of.connectionId));
});

/** Reads and renews credentials as the product does, until told to end. */
function startLoad() {
  let [uses, ended] = [0, false];
  const failures: unknown[] = [];
  const use = async () => {
    const of = owners[randomInt(owners.length)]!;
    try {
      const opened = await read(of);
      if (!opened?.accessToken.startsWith(tokenOf(of.connectionId))) throw new Error('another credential');
      if (randomInt(10) === 0) {
        const accessToken = `${tokenOf(of.connectionId)}, renewed`;
        await withTenant(db, { tenantId: of.tenantId, actor: 'test' }, (tx) =>
          putCredential(tx, both, { ...owner(of.connectionId), credential: { ...opened, accessToken } }),
        );
      }
      uses += 1;
    } catch (error) {
      failures.push(error);
    }
  };
  const loops = Array.from({ length: 3 }, async () => {
    while (!ended) {
      await use();
      await sleep(20); // 50 and more uses a second of all loops together
    }
  });
  return {
    async end() {
      ended = true;
      await Promise.all(loops);
      return { uses, failures };
    },
  };
}

test('a credential that no longer opens is named, and holds up no other', async () => {
  const [one, two] = owners as [(typeof owners)[number], (typeof owners)[number]];
  const break_ = (of: (typeof owners)[number], value: string) =>
    world.query(
      `with tenant as (select set_config('app.tenant_id', $1, true))
       update aegis.credentials set sealed = ${value}, key_version = 1 from tenant where connection_id = $2`,
      [of.tenantId, of.connectionId],
    );
  await break_(one, `'\\xdeadbeef'::bytea`);
  await break_(two, `(select sealed from aegis.credentials o where o.connection_id <> $2 limit 1)`);
  const { client, ...connection } = lazyClient(temporal);
  const result = await rotate(client, 2, () => {});
  await connection.close();
  expect(result).toMatchObject({ complete: true, credentials: COUNT, outerVersion: 3 });
  expect([...result.damaged].sort()).toEqual([one, two].map(({ connectionId }) => connectionId).sort());
  expect(await versions()).toEqual([
    { key_version: 1, outer_key_version: 2, count: 2 },
    { key_version: 2, outer_key_version: 3, count: COUNT - 2 },
  ]);
});

test('a worker that was not restarted with the new key seals nothing', async () => {
  const dispatch = openDispatch(world.database.dispatchUrl);
  const steps = createRotationActivities({ db, dispatch, vaultKey: before });
  const otherKey = {
    type: 'other-key',
    message: expect.stringMatching(/version 1, not 2.*Restart/) as unknown,
  };
  await expect(steps.beginRotation({ rotation: 'r', keyVersion: 2 })).rejects.toMatchObject(otherKey);
  const batch = { keyVersion: 2, outerVersion: 3, after: null };
  await expect(steps.rewrapBatch(batch)).rejects.toMatchObject(otherKey);
  await dispatch.destroy();
});

test('each of a rotation that is repeated finds the same outer key, and its changes are audited without a secret', async () => {
  const dispatch = openDispatch(world.database.dispatchUrl);
  const steps = createRotationActivities({ db, dispatch, vaultKey: both });
  const versions = await Promise.all(
    [1, 2, 3].map(() => steps.beginRotation({ rotation: 'repeated', keyVersion: 2 })),
  );
  expect(new Set(versions).size).toBe(1);
  await dispatch.destroy();
  const rows = await world.query<{ actor: string; new: object }>(
    `select actor, new from aegis.audit_log where table_name = 'credentials' and actor = 'system:rotate-keys' and new ? 'outer_key_version'`,
  );
  expect(rows.length).toBeGreaterThanOrEqual(COUNT);
  expect(new Set(rows.flatMap((row) => Object.keys(row.new)))).toEqual(
    new Set(['key_version', 'outer_key_version']),
  );
});

test('the secrets of identity providers and the links of waiting e-mails are sealed again too', async () => {
  const tenantId = await seedOthers();
  const { client, ...connection } = lazyClient(temporal);
  expect(await rotate(client, 2, () => {})).toMatchObject({ complete: true });
  await connection.close();
  await withTenant(db, { tenantId, actor: 'test' }, async (tx) => {
    expect(await openProvider(tx, after)).toMatchObject({ clientSecret: 'a client secret' });
    const [email] = await listEmails(tx, after);
    expect(email).toMatchObject({ token: 'a link' });
    await expect(openProvider(tx, before)).rejects.toThrow('Version 2 of the vault key is missing');
  });
});

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import pg from 'pg';
import type { Credential } from '../../connectors/types.ts';
import { openDatabase, type Db } from '../../db/database.ts';
import { withTenant, type TenantTransaction } from '../../db/tenant.ts';
import { getCredential, putCredential, readVaultKey, VaultError } from '../../db/vault.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { addTenant } from './tenants.ts';

/** Spec E10: the credential vault. */
const key = readVaultKey(randomBytes(32).toString('base64'));
const canary = `canary-${randomBytes(12).toString('hex')}`;
const credential: Credential = {
  accessToken: canary,
  refreshToken: `${canary}-refresh`,
  expiresAt: new Date('2031-01-01T00:00:00Z'),
  scopes: ['ads_read', 'ads_management'],
  externalUserId: '10158',
};

let database: TestDatabase;
let db: Db;
let superuser: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.appUrl);
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await db.close();
  await database.drop();
});

type Tenant = Awaited<ReturnType<typeof addTenant>>;
const inTenant = <T>({ tenantId }: Tenant, work: (tx: TenantTransaction) => Promise<T>) =>
  withTenant(db, { tenantId, actor: 'user:ada', requestId: 'r-1' }, work);
const put = (tenant: Tenant, stored = credential, vaultKey = key) =>
  inTenant(tenant, (tx) =>
    putCredential(tx, vaultKey, { connectionId: tenant.connectionId, platform: 'meta', credential: stored }),
  );
const get = (tenant: Tenant, vaultKey = key, connectionId = tenant.connectionId) =>
  inTenant(tenant, (tx) => getCredential(tx, vaultKey, { connectionId, platform: 'meta' }));

test('what is put in comes out, and a new one replaces it under the same id', async () => {
  const tenant = await addTenant(db);
  expect(await get(tenant)).toBeNull();
  await put(tenant);
  expect(await get(tenant)).toEqual(credential);
  const ids = () =>
    inTenant(tenant, (tx) => tx.selectFrom('credentials').select(['id', 'expires_at']).execute());
  const [first] = await ids();
  expect(first!.expires_at).toEqual(credential.expiresAt);
  await put(tenant, { ...credential, accessToken: 'renewed', expiresAt: null });
  expect(await get(tenant)).toMatchObject({ accessToken: 'renewed', expiresAt: null });
  expect(await ids()).toEqual([{ id: first!.id, expires_at: null }]);
});

test('storing the first credential from many sides at once keeps one that opens', async () => {
  const tenant = await addTenant(db);
  await Promise.all(
    Array.from({ length: 8 }, (_, i) => put(tenant, { ...credential, accessToken: `token-${i}` })),
  );
  expect((await get(tenant))?.accessToken).toMatch(/^token-\d$/);
});

test('another key, or another platform, opens nothing and says what to do', async () => {
  const tenant = await addTenant(db);
  await put(tenant);
  await expect(get(tenant, readVaultKey(randomBytes(32).toString('base64')))).rejects.toThrow(
    /AEGIS_VAULT_KEY/,
  );
  const asTiktok = inTenant(tenant, (tx) =>
    getCredential(tx, key, { connectionId: tenant.connectionId, platform: 'tiktok' }),
  );
  await expect(asTiktok).rejects.toThrow(VaultError);
  await expect(get(tenant, { current: 2, keys: new Map() })).rejects.toThrow(
    'Version 1 of the vault key is missing',
  );
});

test('a ciphertext moved to another tenant or another credential, or changed, does not open', async () => {
  const [one, two] = [await addTenant(db), await addTenant(db)];
  await put(one);
  await put(two, { ...credential, accessToken: 'of two' });
  const sealed = async ({ tenantId }: Tenant) => {
    const { rows } = await superuser.query<{ sealed: Buffer }>(
      'select sealed from aegis.credentials where tenant_id = $1',
      [tenantId],
    );
    return rows[0]!.sealed;
  };
  const overwrite = async ({ tenantId }: Tenant, value: Buffer) => {
    await superuser.query(`select set_config('app.tenant_id', $1, false)`, [tenantId]);
    await superuser.query('update aegis.credentials set sealed = $1 where tenant_id = $2', [value, tenantId]);
  };
  const mine = await sealed(one);
  await overwrite(one, await sealed(two));
  await expect(get(one)).rejects.toThrow(VaultError);

  await overwrite(one, mine);
  expect(await get(one)).toEqual(credential);
  await superuser.query('update aegis.credentials set id = gen_random_uuid() where tenant_id = $1', [
    one.tenantId,
  ]);
  await expect(get(one)).rejects.toThrow(VaultError);

  const changed = Buffer.from(mine);
  changed[changed.length - 30]! ^= 1;
  await overwrite(one, changed);
  await expect(get(one)).rejects.toThrow();
});

test('another tenant gets nothing, and cannot store under a connection that is not its own', async () => {
  const [one, two] = [await addTenant(db), await addTenant(db)];
  await put(one);
  expect(await get(two, key, one.connectionId)).toBeNull();
  const foreign = inTenant(two, (tx) =>
    putCredential(tx, key, { connectionId: one.connectionId, platform: 'meta', credential }),
  );
  await expect(foreign).rejects.toMatchObject({ code: '23503' });
});

test('the application reaches neither the ciphertext nor the outer key except through the vault', async () => {
  const tenant = await addTenant(db);
  await put(tenant);
  for (const statement of [
    sql`select sealed from credentials`,
    sql`select * from vault_keys`,
    sql`update credentials set key_version = 2`,
    sql`insert into credentials (id, connection_id, sealed, key_version, outer_key_version)
      values (gen_random_uuid(), ${tenant.connectionId}, '', 1, 1)`,
    sql`select crypto.pgp_sym_decrypt('', '')`,
  ]) {
    await expect(inTenant(tenant, (tx) => statement.execute(tx))).rejects.toMatchObject({ code: '42501' });
  }
});

test('every access is in the audit log, and no secret is anywhere in the database', async () => {
  const tenant = await addTenant(db);
  await put(tenant);
  await get(tenant);
  const log = await inTenant(tenant, (tx) =>
    tx
      .selectFrom('audit_log')
      .select(['action', 'actor', 'request_id'])
      .where('table_name', '=', 'credentials')
      .orderBy('id')
      .execute(),
  );
  const who = { actor: 'user:ada', request_id: 'r-1' };
  expect(log).toEqual([
    { action: 'insert', ...who },
    { action: 'read', ...who },
  ]);
  const { rows } = await superuser.query<{ stored: string }>(
    `select (select json_agg(c)::text from aegis.credentials c) || (select json_agg(l)::text from aegis.audit_log l) as stored`,
  );
  expect(rows[0]!.stored.length).toBeGreaterThan(100);
  expect(rows[0]!.stored).not.toContain(canary);
  expect(rows[0]!.stored).not.toContain(Buffer.from(canary).toString('hex'));
});

test('the server logs no parameter of the application', async () => {
  const { rows } = await inTenant(await addTenant(db), (tx) =>
    sql`select current_setting('log_parameter_max_length') as statements,
      current_setting('log_parameter_max_length_on_error') as errors`.execute(tx),
  );
  expect(rows).toEqual([{ statements: '0', errors: '0' }]);
});

test('a vault key is 32 bytes', () => {
  expect(() => readVaultKey(randomBytes(16).toString('base64'))).toThrow('32 bytes');
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withTenant } from '../../db/tenant.ts';
import { startTestApi, type Person, type TestApi } from './api.ts';

let api: TestApi;
let owner: Person;
let other: Person;
let later = 0;
beforeAll(async () => {
  api = await startTestApi({}, { now: () => new Date(Date.now() + later) });
  [owner, other] = [await api.newPerson(), await api.newPerson()];
});
afterAll(() => api.close());

describe('the profile (C8)', () => {
  const put = (who: Person, body: unknown) => who.call('PUT', '/api/v1/profile', body);

  test('is one’s own: name, title and language change for the reader only', async () => {
    const answer = await put(owner, { name: '  Camille Roux ', title: 'Growth', locale: 'fr' });
    expect(answer).toMatchObject({
      status: 200,
      body: { name: 'Camille Roux', title: 'Growth', locale: 'fr' },
    });
    const { body } = await owner.call('GET', '/api/v1/session');
    expect(body.user).toMatchObject({ name: 'Camille Roux', title: 'Growth', locale: 'fr' });
    expect((await other.call('GET', '/api/v1/session')).body.user).toMatchObject({ name: 'Owner' });
    expect((await put(owner, { name: 'Camille', title: null, locale: 'fr' })).body.title).toBeNull();
  });

  test.each([
    ['an empty name', { name: ' ', title: null, locale: 'en' }],
    ['a control character', { name: 'a\u0000b', title: null, locale: 'en' }],
    ['a language we do not speak', { name: 'A', title: null, locale: 'xx' }],
    ['an e-mail address', { name: 'A', title: null, locale: 'en', email: 'x@example.test' }],
  ])('is refused with %s', async (_, body) => {
    expect((await put(owner, body)).status).toBe(400);
  });
});

describe('the workspace (C8)', () => {
  const wanted = {
    ...{ name: 'Maison Solène', timeZone: 'Europe/Paris', currency: 'EUR' },
    twoPersonAboveMicros: '500000000',
  };
  const read = async (who: Person) => (await who.call('GET', '/api/v1/workspace')).body;
  const put = (who: Person, body: unknown, version: unknown) =>
    who.call('PUT', '/api/v1/workspace', body, { 'if-match': `"${String(version)}"` });

  test('changes at the version that was seen; of two at once one is told', async () => {
    const { version } = await read(owner);
    const answers = await Promise.all([put(owner, wanted, version), put(owner, wanted, version)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(await read(owner)).toEqual({ ...wanted, version: Number(version) + 1 });
    expect((await owner.call('PUT', '/api/v1/workspace', wanted)).status).toBe(428);
    expect((await read(other)).name).not.toBe(wanted.name);
    const { body } = await owner.call('GET', '/api/v1/session');
    expect(body.tenant).toMatchObject(wanted);
  });

  test('leaves in the audit log what changed, and nothing for a task that was counted', async () => {
    const log = () =>
      withTenant(
        api.db,
        { tenantId: owner.tenantId, actor: 'test', readOnly: true },
        (tx) =>
        tx.selectFrom('audit_log').select(['old', 'new', 'actor']).where('table_name', '=', 'tenants').where('action', '=', 'update').orderBy('id', 'desc').execute(), // prettier-ignore
      );
    await put(owner, { ...wanted, name: 'Solène' }, (await read(owner)).version);
    const before = await log();
    expect(before[0]).toEqual({
      ...{ old: { name: wanted.name }, new: { name: 'Solène' } },
      actor: `user:${owner.userId}`,
    });
    await withTenant(api.db, { tenantId: owner.tenantId, actor: 'test' }, (tx) =>
      tx.updateTable('tenants').set({ tasks_today: 7 }).execute(),
    );
    expect(await log()).toHaveLength(before.length);
  });

  test('is read by every role and changed by those with the right to manage', async () => {
    const [auditor, admin] = [
      await api.newColleague(owner, 'auditor'),
      await api.newColleague(owner, 'admin'),
    ];
    const { version } = await read(auditor);
    expect((await put(auditor, wanted, version)).status).toBe(403);
    expect((await put(admin, wanted, version)).status).toBe(200);
  });

  test('keeps its two-person threshold and its switches from one borrowed session, key or admin (H4)', async () => {
    const boss = await api.newPerson();
    const admin = await api.newColleague(boss, 'admin');
    const set = async (who: Person, micros: string | null, more: object = {}) => {
      const change = { ...wanted, twoPersonAboveMicros: micros, ...more };
      const { status, body } = await put(who, change, (await read(boss)).version);
      return body.reason ?? body.code ?? status;
    };
    expect([await set(admin, '500'), await set(admin, '400')]).toEqual([200, 200]);
    expect([await set(admin, '401'), await set(admin, null)]).toEqual(['owners-only', 'owners-only']);
    expect([await set(boss, null), await set(boss, '500')]).toEqual([200, 200]);
    const made = await boss.call('POST', '/api/v1/api-keys', { name: 'All', scopes: ['read', 'manage'] });
    const authorization = `Bearer ${String(made.body.token)}`;
    const key: Person = { ...boss, call: (...[method, path, body, more]) => api.call(method, path, body, { ...more, authorization }) }; // prettier-ignore
    const switches = (who: Person) =>
      Promise.all([
        who.call('PUT', '/api/v1/retention', { days: 7 }),
        who.call('PUT', '/api/v1/feature-flags/act-alone', { enabled: true }),
      ]).then((answers) => answers.map(({ status, body }) => body.code ?? status));
    expect([await set(key, '400'), ...(await switches(key))]).toEqual(Array(3).fill('person-required'));
    expect(await set(key, '500', { name: 'By a program' })).toBe(200);
    later += 11 * 60_000;
    expect([await set(boss, '400'), ...(await switches(boss))]).toEqual(
      Array(3).fill('confirmation-required'),
    );
    expect(await set(boss, '500', { name: 'As before' })).toBe(200);
    const again = { ...boss, ...(await api.signIn(boss)) };
    expect([await set(again, '400'), ...(await switches(again))]).toEqual([200, 200, 200]);
  });

  test.each([
    ['an offset as time zone', { ...wanted, timeZone: '+02:00' }],
    ['a time zone that does not exist', { ...wanted, timeZone: 'Mars/Olympus' }],
    ['a currency that does not exist', { ...wanted, currency: 'QQQ' }],
    ['a negative amount', { ...wanted, twoPersonAboveMicros: '-1' }],
    ['a plan', { ...wanted, plan: 'enterprise' }],
  ])('is refused with %s', async (_, body) => {
    expect((await put(owner, body, 1)).status).toBe(400);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withTenant } from '../../db/tenant.ts';
import { startTestApi, type Person, type TestApi } from './api.ts';

let api: TestApi;
let owner: Person;
let other: Person;
beforeAll(async () => {
  api = await startTestApi();
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

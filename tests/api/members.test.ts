import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { roles, type Role } from '../../contracts/session.ts';
import { withTenant } from '../../db/tenant.ts';
import { cookieOf, startTestApi, type Person, type TestApi } from './api.ts';

const MINUTE = 60_000;
const password = 'wooden herons over the canal';

let api: TestApi;
let now = Date.parse('2026-11-23T20:00:00Z');
beforeAll(async () => {
  api = await startTestApi({}, { now: () => new Date(now) });
});
afterAll(() => api.close());

type Caller = Pick<Person, 'call'>;
const members = async (who: Caller) =>
  (await who.call('GET', '/api/v1/members')).body.data as Record<string, unknown>[];
const give = (who: Caller, to: Person, role: Role) =>
  who.call('PUT', `/api/v1/members/${to.userId}`, { role });
const remove = (who: Caller, whom: Person) => who.call('DELETE', `/api/v1/members/${whom.userId}`);
const roleOf = async (who: Caller) => (await who.call('GET', '/api/v1/session')).body.role;
const invite = (who: Caller, email: string, role: Role = 'operator', locale = 'en') =>
  who.call('POST', '/api/v1/invitations', { email, role, locale });

/** The link's token, as the outbox shows it to who may invite. */
async function tokenFor(who: Caller, email: string): Promise<string> {
  const mails = (await who.call('GET', '/api/v1/emails')).body.data as Record<string, string>[];
  const { link } = mails.find(({ to, template }) => to === email && template === 'invitation')!;
  return new URL(link!).hash.replace('#token=', '');
}
const accept = (token: string, more: object = {}, who: Caller = api) =>
  who.call('POST', '/api/v1/auth/invitation/accept', { token, ...more });

describe('people of a workspace (C8, H4)', () => {
  test('are listed to who may manage them, with what protects their accounts', async () => {
    const owner = await api.newPerson({ ownerName: 'Ada' });
    const operator = await api.newColleague(owner, 'operator');
    await api.newPerson();
    expect(await members(owner)).toMatchObject([
      {
        id: owner.userId,
        name: 'Ada',
        role: 'owner',
        secondFactor: false,
        lastSeenAt: new Date(now).toISOString(),
      },
      { id: operator.userId, role: 'operator' },
    ]);
    expect((await operator.call('GET', '/api/v1/members')).status).toBe(403);
  });

  test('come with what each role allows, and which of them the reader may give', async () => {
    const owner = await api.newPerson();
    const admin = await api.newColleague(owner, 'admin');
    const rolesFor = async (who: Caller) =>
      (await who.call('GET', '/api/v1/members')).body.roles as { role: Role; within: boolean }[];
    expect((await rolesFor(owner)).map(({ role }) => role)).toEqual(roles);
    expect((await rolesFor(admin)).filter(({ within }) => !within)).toMatchObject([{ role: 'owner' }]);
    expect(await rolesFor(admin)).toContainEqual({ role: 'analyst', rights: ['read', 'run'], within: true });
  });

  test('get another role, which holds from their next request on', async () => {
    const owner = await api.newPerson();
    const analyst = await api.newColleague(owner, 'analyst');
    expect((await give(owner, analyst, 'admin')).status).toBe(204);
    expect(await roleOf(analyst)).toBe('admin');
    expect((await give(analyst, analyst, 'auditor')).status).toBe(204);
    expect((await give(analyst, owner, 'auditor')).status).toBe(403);
  });

  test('of a role above one’s own are out of reach, and so is the role', async () => {
    const owner = await api.newPerson();
    const [admin, analyst] = [
      await api.newColleague(owner, 'admin'),
      await api.newColleague(owner, 'analyst'),
    ];
    for (const act of [give(admin, owner, 'analyst'), give(admin, analyst, 'owner'), remove(admin, owner)]) {
      expect((await act).body).toMatchObject({ status: 403, code: 'forbidden' });
    }
    expect((await give(admin, analyst, 'operator')).status).toBe(204);
    expect((await invite(admin, 'boss@example.test', 'owner')).status).toBe(403);
  });

  test('keep an owner, also when two owners remove each other at the same moment', async () => {
    const owner = await api.newPerson();
    expect((await give(owner, owner, 'admin')).body).toMatchObject({ status: 409, reason: 'last-owner' });
    expect((await remove(owner, owner)).body).toMatchObject({ status: 409, reason: 'last-owner' });
    const second = await api.newColleague(owner, 'owner');
    const both = await Promise.all([remove(owner, second), remove(second, owner)]);
    expect(both.map(({ status }) => status).filter((status) => status === 204)).toHaveLength(1);
    const left = (await roleOf(owner)) === 'owner' ? owner : second;
    expect(await members(left)).toHaveLength(1);
  });

  test('who are removed are out at once; everybody may leave', async () => {
    const owner = await api.newPerson();
    const [one, two] = [await api.newColleague(owner, 'analyst'), await api.newColleague(owner, 'auditor')];
    expect((await remove(one, two)).status).toBe(403);
    expect((await remove(owner, one)).status).toBe(204);
    expect((await one.call('GET', '/api/v1/session')).status).toBe(401);
    expect((await remove(two, two)).status).toBe(204);
    expect(await members(owner)).toHaveLength(1);
    expect((await remove(owner, one)).status).toBe(404);
  });

  test('who are removed leave no way in: their keys and invitations are over, also when they come back', async () => {
    const email = 'comes-back@example.test';
    const [owner, guest] = [await api.newPerson(), await api.newPerson({ ownerEmail: email })];
    const join = async (role: Role) => {
      await invite(owner, email, role);
      const home = await api.signIn(guest);
      return api.withCookie(cookieOf(await accept(await tokenFor(owner, email), {}, home)));
    };
    const second = { call: await join('owner') };
    expect((await invite(second, 'sleeper@example.test', 'owner')).status).toBe(201);
    const token = await tokenFor(owner, 'sleeper@example.test');
    const key = { name: 'Export', scopes: ['read'], expiresInDays: 30 };
    const made = await second.call('POST', '/api/v1/api-keys', key);
    const authorization = `Bearer ${String(made.body.token)}`;
    const asks = async () => (await api.call('GET', '/api/v1/tasks', undefined, { authorization })).status;
    const states = async () =>
      ((await owner.call('GET', '/api/v1/api-keys')).body.data as { state: string }[]).map(
        ({ state }) => state,
      );
    expect([await asks(), await states()]).toEqual([200, ['active']]);
    now += 1000;
    expect((await remove(owner, guest)).status).toBe(204);
    expect([await asks(), await states()]).toEqual([401, ['maker-removed']]);
    expect((await accept(token, { name: 'Sleeper', password })).body.code).toBe('invalid-link');
    expect((await owner.call('GET', '/api/v1/invitations')).body.data).toEqual([]);
    expect(await roleOf({ call: await join('analyst') })).toBe('analyst');
    expect([await asks(), await states()]).toEqual([401, ['revoked']]);
  });

  test('whose role goes down take their open invitations with them', async () => {
    const owner = await api.newPerson();
    const admin = await api.newColleague(owner, 'admin');
    await invite(admin, 'early@example.test', 'admin');
    await give(owner, admin, 'analyst');
    expect((await owner.call('GET', '/api/v1/invitations')).body.data).toEqual([]);
  });

  test('are signed out of this workspace at once by whoever may, and of no other one', async () => {
    const ownerEmail = 'elsewhere-too@example.test';
    const elsewhere = await api.newPerson({ ownerEmail });
    const owner = await api.newPerson();
    const admin = await api.newColleague(owner, 'admin');
    await withTenant(api.db, { tenantId: owner.tenantId, actor: 'test' }, (tx) =>
      tx.insertInto('memberships').values({ user_id: elsewhere.userId, role: 'analyst' }).execute(),
    );
    const here = await api.signIn({ tenantId: owner.tenantId, userId: elsewhere.userId });
    const out = (who: Caller, whom: string) => who.call('DELETE', `/api/v1/members/${whom}/sessions`);
    expect((await out(admin, owner.userId)).status).toBe(403);
    expect((await out(admin, elsewhere.userId)).status).toBe(204);
    expect((await here.call('GET', '/api/v1/session')).status).toBe(401);
    expect((await elsewhere.call('GET', '/api/v1/session')).status).toBe(200);
  });

  test('of another workspace are not there', async () => {
    const [owner, other] = [await api.newPerson(), await api.newPerson()];
    expect((await give(owner, other, 'analyst')).status).toBe(404);
    expect((await remove(owner, other)).status).toBe(404);
  });

  test('are managed only after a fresh proof of who asks', async () => {
    const owner = await api.newPerson();
    const analyst = await api.newColleague(owner, 'analyst');
    now += 11 * MINUTE;
    for (const act of [
      give(owner, analyst, 'operator'),
      remove(owner, analyst),
      invite(owner, 'new@example.test'),
    ]) {
      expect((await act).body.code).toBe('confirmation-required');
    }
  });
});

describe('an invitation (C8)', () => {
  test('makes an account and a member, once', async () => {
    const owner = await api.newPerson({ name: 'Maison Solène', ownerName: 'Claire' });
    const email = 'zoe@example.test';
    const { status, body } = await invite(owner, ' Zoe@Example.test'.trim());
    expect([status, body.email, body.invitedBy]).toEqual([201, email, 'Claire']);
    const token = await tokenFor(owner, email);
    expect(JSON.stringify(body)).not.toContain(token);
    expect((await api.call('POST', '/api/v1/auth/invitation', { token })).body).toMatchObject({
      ...{ workspace: 'Maison Solène', invitedBy: 'Claire', email, role: 'operator', hasAccount: false },
    });
    const unnamed = await accept(token);
    expect(unnamed.body.errors).toEqual([
      expect.objectContaining({ pointer: '/name' }),
      expect.objectContaining({ pointer: '/password' }),
    ]);
    expect((await accept(token, { name: 'Zoé', password: 'maison solene 1' })).body.reason).toBe('about-you');
    const answer = await accept(token, { name: 'Zoé', password });
    expect(answer.status).toBe(204);
    const zoe = { call: api.withCookie(cookieOf(answer)) };
    expect((await zoe.call('GET', '/api/v1/session')).body).toMatchObject({
      role: 'operator',
      tenant: { id: owner.tenantId },
      user: { name: 'Zoé', email },
    });
    expect((await accept(token, { name: 'Eve', password })).body.code).toBe('invalid-link');
    expect((await api.call('POST', '/api/v1/auth/sign-in', { email, password })).status).toBe(204);
    expect((await owner.call('GET', '/api/v1/invitations')).body.data).toEqual([]);
    expect((await invite(owner, email)).body).toMatchObject({ status: 409, reason: 'is-member' });
  });

  test('for somebody with an account needs their own sign-in, and leads into the other workspace', async () => {
    const [owner, guest] = [await api.newPerson(), await api.newPerson({ ownerEmail: 'guest@example.test' })];
    await invite(owner, 'guest@example.test', 'analyst');
    const token = await tokenFor(owner, 'guest@example.test');
    expect((await accept(token, { name: 'Eve', password })).body.code).toBe('not-signed-in');
    expect((await accept(token, {}, await api.newPerson())).body.code).toBe('not-signed-in');
    const answer = await accept(token, {}, guest);
    expect(answer.status).toBe(204);
    const there = { call: api.withCookie(cookieOf(answer)) };
    const workspaces = async () => (await there.call('GET', '/api/v1/workspaces')).body.data;
    expect(await workspaces()).toMatchObject([
      { id: guest.tenantId, role: 'owner', current: false },
      { id: owner.tenantId, role: 'analyst', current: true },
    ]);
    const enter = (id: string) => there.call('POST', '/api/v1/auth/workspace', { id });
    expect((await enter((await api.newPerson()).tenantId)).status).toBe(404);
    const back = await enter(guest.tenantId);
    expect(back.status).toBe(204);
    expect(await roleOf({ call: api.withCookie(cookieOf(back)) })).toBe('owner');
    expect((await there.call('GET', '/api/v1/session')).status).toBe(401);
  });

  test('gives no other role to somebody who has become a member meanwhile', async () => {
    const email = 'meanwhile@example.test';
    const [owner, guest] = [await api.newPerson(), await api.newPerson({ ownerEmail: email })];
    await invite(owner, email, 'auditor');
    await withTenant(api.db, { tenantId: owner.tenantId, actor: 'test' }, (tx) =>
      tx.insertInto('memberships').values({ user_id: guest.userId, role: 'owner' }).execute(),
    );
    const answer = await accept(await tokenFor(owner, email), {}, guest);
    expect(await roleOf({ call: api.withCookie(cookieOf(answer)) })).toBe('owner');
  });

  test('to one address is open once, also of several at the same moment', async () => {
    const owner = await api.newPerson();
    const all = await Promise.all(Array.from({ length: 4 }, () => invite(owner, 'eager@example.test')));
    expect(all.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect((await owner.call('GET', '/api/v1/invitations')).body.data).toHaveLength(1);
  });

  test('of two people with the same link at the same moment lets one in', async () => {
    const owner = await api.newPerson();
    await invite(owner, 'twice@example.test');
    const token = await tokenFor(owner, 'twice@example.test');
    const both = await Promise.all([
      accept(token, { name: 'A', password }),
      accept(token, { name: 'B', password }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 401]);
    expect(await members(owner)).toHaveLength(2);
  });

  test('ends after three days, when it is withdrawn, and when a new one is sent', async () => {
    const owner = await api.newPerson();
    const look = async (token: string) =>
      (await api.call('POST', '/api/v1/auth/invitation', { token })).status;
    await invite(owner, 'late@example.test');
    const late = await tokenFor(owner, 'late@example.test');
    expect(await look(late)).toBe(200);
    now += 3 * 24 * 60 * MINUTE;
    expect(await look(late)).toBe(401);
    const again = { ...owner, ...(await api.signIn(owner)) };
    await invite(again, 'late@example.test');
    const second = await tokenFor(again, 'late@example.test');
    now += 1000;
    await invite(again, 'late@example.test', 'auditor');
    const third = await tokenFor(again, 'late@example.test');
    expect([await look(second), await look(third)]).toEqual([401, 200]);
    const open = (await again.call('GET', '/api/v1/invitations')).body.data as { id: string }[];
    expect(open).toMatchObject([{ role: 'auditor' }]);
    expect((await again.call('DELETE', `/api/v1/invitations/${open[0]!.id}`)).status).toBe(204);
    expect(await look(third)).toBe(401);
    expect((await again.call('DELETE', `/api/v1/invitations/${open[0]!.id}`)).status).toBe(404);
  });

  test('is not guessed: the token of another workspace or a changed one holds nothing', async () => {
    const [owner, other] = [await api.newPerson(), await api.newPerson()];
    await invite(owner, 'x@example.test');
    const bytes = Buffer.from(await tokenFor(owner, 'x@example.test'), 'base64url');
    const elsewhere = Buffer.concat([
      Buffer.from(other.tenantId.replaceAll('-', ''), 'hex'),
      bytes.subarray(16),
    ]);
    const changed = Buffer.from(bytes.map((byte, i) => (i === 63 ? byte ^ 1 : byte)));
    for (const wrong of [elsewhere, changed]) {
      const token = wrong.toString('base64url');
      expect((await api.call('POST', '/api/v1/auth/invitation', { token })).body.code).toBe('invalid-link');
    }
  });

  test('leaves its link in the outbox for who may invite; a person’s own links never', async () => {
    const ownerEmail = 'outbox@example.test';
    const owner = await api.newPerson({ ownerEmail });
    const operator = await api.newColleague(owner, 'operator');
    await invite(owner, 'seen@example.test', 'operator', 'fr');
    await api.call('POST', '/api/v1/auth/password-reset', { email: ownerEmail });
    const read = async () =>
      (await owner.call('GET', '/api/v1/emails')).body.data as Record<string, unknown>[];
    let mails = await read();
    while (mails.length < 2) mails = await read(); // the reset comes after its answer
    const by = (template: string) => mails.find((mail) => mail.template === template)!;
    expect(by('invitation')).toMatchObject({
      subject: expect.stringMatching(/vous invite dans/) as unknown,
      state: 'waiting',
    });
    expect(by('invitation').link).toMatch(/^http:\/\/localhost:4700\/invitation#token=/);
    expect(by('password-reset')).toMatchObject({ to: ownerEmail, link: null });
    expect((await operator.call('GET', '/api/v1/emails')).status).toBe(403);
    const [open] = (await owner.call('GET', '/api/v1/invitations')).body.data as Record<string, unknown>[];
    expect(open).toMatchObject({ mail: { state: 'waiting', error: null }, link: by('invitation').link });
    // A link that opens nothing any more is neither shown nor sent.
    expect((await owner.call('DELETE', `/api/v1/invitations/${String(open!.id)}`)).status).toBe(204);
    const over = (await read()).find(({ template }) => template === 'invitation');
    expect(over).toMatchObject({ state: 'failed', error: 'not-needed', link: null });
  });
});

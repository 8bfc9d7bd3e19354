import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NotificationPreferences } from '../../contracts/notifications.ts';
import { createKey } from '../../db/repositories/api-keys.ts';
import { tell } from '../../db/repositories/notifications.ts';
import { createSignInLink } from '../../db/repositories/sessions.ts';
import { settleSubscription } from '../../db/repositories/subscriptions.ts';
import { withoutTenant, withTenant, type TenantTransaction } from '../../db/tenant.ts';
import { startTestApi, type Person, type TestApi } from './api.ts';

/** Spec C8: what one is told, over the API: only one's own. */
const START = Date.parse('2026-11-23T20:00:00Z');
const DAY = 86_400_000;

let api: TestApi;
const now = START;
beforeAll(async () => {
  api = await startTestApi({}, { now: () => new Date(now) });
});
afterAll(() => api.close());

const inTenant = <T>({ tenantId }: Person, work: (tx: TenantTransaction) => Promise<T>) =>
  withTenant(api.db, { tenantId, actor: 'test' }, work);
const say = (person: Person, name: string, at = now) =>
  inTenant(person, (tx) =>
    tell(
      tx,
      { kind: 'member-joined', subject: person.userId, words: { name } },
      { people: [person.userId] },
      new Date(at),
    ),
  );
interface Listed {
  data: { id: string; kind: string; words: Record<string, string>; readAt: string | null }[];
  nextCursor: string | null;
  unread: number;
}
const list = async (person: Pick<Person, 'call'>, query = '') =>
  (await person.call('GET', `/api/v1/notifications${query}`)).body as unknown as Listed;

describe('notifications (C8)', () => {
  test('are listed newest first, page by page, with how many are unread; marked as read one by one or all', async () => {
    const person = await api.newPerson();
    for (const [i, name] of ['a', 'b', 'c'].entries()) await say(person, name, START + i);
    const first = await list(person, '?limit=2');
    expect(first.data.map(({ words }) => words.name)).toEqual(['c', 'b']);
    expect(first.unread).toBe(3);
    const second = await list(person, `?limit=2&cursor=${first.nextCursor}`);
    expect([second.data.map(({ words }) => words.name), second.nextCursor]).toEqual([['a'], null]);
    const read = await person.call('PUT', `/api/v1/notifications/${first.data[0]!.id}/read`);
    expect(read.status).toBe(204);
    expect(await list(person, '?unread=true')).toMatchObject({
      unread: 2,
      data: [{ words: { name: 'b' } }, {}],
    });
    expect((await person.call('PUT', '/api/v1/notifications/read')).status).toBe(204);
    expect(await list(person)).toMatchObject({
      unread: 0,
      data: [{ readAt: new Date(now).toISOString() }, {}, {}],
    });
  });

  test('of another person are not there, in the same workspace or elsewhere', async () => {
    const [person, stranger] = [await api.newPerson(), await api.newPerson()];
    const colleague = await api.newColleague(person, 'admin');
    await say(person, 'mine');
    const { id } = (await list(person)).data[0]!;
    for (const other of [colleague, stranger]) {
      expect(await list(other)).toMatchObject({ data: [], unread: 0 });
      expect((await other.call('PUT', `/api/v1/notifications/${id}/read`)).status).toBe(404);
      await other.call('PUT', '/api/v1/notifications/read');
    }
    expect((await list(person)).unread).toBe(1);
  });

  test('are a person’s, not a program’s', async () => {
    const person = await api.newPerson();
    const { token } = await inTenant(person, (tx) =>
      createKey(
        tx,
        { name: 'CI', scopes: ['read'], createdBy: person.userId, expiresAt: new Date(now + DAY) },
        new Date(now),
      ),
    );
    const call = (method: string, path: string) =>
      api.call(method, path, undefined, { authorization: `Bearer ${token}` });
    for (const [method, path] of [
      ['GET', 'notifications'],
      ['PUT', 'notifications/read'],
      ['GET', 'notification-preferences'],
    ] as const) {
      expect(await call(method, `/api/v1/${path}`)).toMatchObject({
        status: 403,
        body: { code: 'person-required' },
      });
    }
    // Its maker is told of the key: it may not have been they.
    expect((await list(person)).data).toMatchObject([{ kind: 'api-key-created', words: { name: 'CI' } }]);
  });

  test('reach the open console of that person only', async () => {
    const person = await api.newPerson();
    const colleague = await api.newColleague(person, 'admin');
    const follow = async ({ cookie }: Person) => {
      const end = new AbortController();
      const answer = await fetch(`${api.url}/api/v1/events`, { headers: { cookie }, signal: end.signal });
      const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      const until = async (part: string) => {
        while (!text.includes(part)) text += (await reader.read()).value ?? '';
        return text;
      };
      await until(': open');
      return { until, close: () => end.abort() };
    };
    const [mine, theirs] = [await follow(person), await follow(colleague)];
    await say(person, 'a');
    await say(colleague, 'b');
    const event = ({ userId }: Person) => `{"kind":"notification","id":"${userId}"}`;
    expect(await mine.until(event(person))).not.toContain(colleague.userId);
    expect(await theirs.until(event(colleague))).not.toContain(person.userId);
    mine.close();
    theirs.close();
  });
});

describe('the ways one is told (C8)', () => {
  const path = '/api/v1/notification-preferences';
  const read = async (person: Person) =>
    (await person.call('GET', path)).body as unknown as NotificationPreferences;

  test('stand at sensible defaults until they are chosen, per person', async () => {
    const person = await api.newPerson();
    const colleague = await api.newColleague(person, 'admin');
    const { choices, quietHours } = await read(person);
    expect(quietHours).toBeNull();
    expect(choices).toContainEqual({ kind: 'change-waits', group: 'changes', urgent: false, console: true, email: true }); // prettier-ignore
    const night = { from: '22:30', until: '07:00', timeZone: 'Europe/Paris' };
    const saved = await person.call('PUT', path, {
      choices: [
        { kind: 'change-waits', console: false, email: false },
        { kind: 'new-sign-in', console: false, email: false },
      ],
      quietHours: night,
    });
    expect(saved.body).toEqual(await read(person));
    const after = await read(person);
    expect(after.quietHours).toEqual(night);
    const of = (kind: string) => after.choices.find((choice) => choice.kind === kind);
    expect(of('change-waits')).toMatchObject({ console: false, email: false });
    // What may not have been the person is always told.
    expect(of('new-sign-in')).toMatchObject({ urgent: true, console: true, email: true });
    expect(of('change-failed')).toMatchObject({ console: true, email: true });
    expect(await read(colleague)).toEqual({ choices, quietHours: null });
  });

  test.each([
    ['operator', ['change-waits', 'change-applied', 'change-failed', 'change-conflict', 'task-dead-letter']],
    ['analyst', ['task-dead-letter']],
    ['auditor', []],
  ] as const)('are asked of an %s only for what they may be told', async (role, kinds) => {
    const colleague = await api.newColleague(await api.newPerson(), role);
    const { choices } = await read(colleague);
    expect(choices.filter(({ urgent }) => !urgent).map(({ kind }) => kind)).toEqual(kinds);
    expect(choices.filter(({ urgent }) => urgent)).toHaveLength(4);
  });

  test.each([
    [{ choices: [{ kind: 'unknown', console: true, email: true }], quietHours: null }],
    [{ choices: [], quietHours: { from: '24:00', until: '07:00', timeZone: 'UTC' } }],
    [{ choices: [], quietHours: { from: '22:00', until: '07:00', timeZone: 'Nowhere/Here' } }],
    [{ choices: [] }],
  ])('%j is refused', async (body) => {
    const person = await api.newPerson();
    expect((await person.call('PUT', path, body)).status).toBe(400);
  });
});

describe('what the account and the plan tell (C8, E2)', () => {
  test('a sign-in in a browser that is new to an account is told, with what it is; the next one there is not', async () => {
    const person = await api.newPerson();
    await withoutTenant(api.db, (tx) =>
      tx
        .updateTable('users')
        .set({ created_at: new Date(START - DAY) })
        .where('id', '=', person.userId)
        .execute(),
    );
    const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
    const signIn = async (cookie: string) => {
      const token = await createSignInLink(api.db, person, new Date(now));
      return api.withCookie(cookie)('POST', '/api/v1/auth/sign-in-link', { token }, { 'user-agent': agent });
    };
    const cookies = (await signIn('')).headers.getSetCookie();
    const mark = cookies.find((cookie) => cookie.startsWith('aegis_browser='))!;
    expect(mark).toMatch(/HttpOnly/);
    await signIn(mark.split(';')[0]!);
    expect((await list(person)).data).toMatchObject([
      { kind: 'new-sign-in', words: { browser: 'Firefox', system: 'Linux', ip: '127.0.0.1' } },
    ]);
    await signIn('aegis_browser=1.forged');
    expect((await list(person)).data).toHaveLength(2);
  });

  test('a trial that ends is told three days before, once, and when it has ended', async () => {
    const person = await api.newPerson({ plan: 'free' });
    const operator = await api.newColleague(person, 'operator');
    await person.call('POST', '/api/v1/plan/trial', { plan: 'pro' });
    const due = () =>
      inTenant(person, async (tx) => {
        const row = await tx
          .selectFrom('due_work')
          .select('due_at')
          .where('kind', '=', 'subscription')
          .executeTakeFirst();
        return row && (row.due_at.getTime() - START) / DAY;
      });
    expect(await due()).toBe(11);
    const settle = (days: number) =>
      inTenant(person, async (tx) => {
        const next = await settleSubscription(tx, new Date(START + days * DAY));
        return next && (next.getTime() - START) / DAY;
      });
    expect([await settle(1), await settle(11), await settle(12), await settle(14)]).toEqual([
      11,
      14,
      14,
      null,
    ]);
    expect((await list(person)).data.map(({ kind, words }) => [kind, words.plan, words.next])).toEqual([
      ['plan-ended', 'free', undefined],
      ['plan-ending', 'pro', 'free'],
    ]);
    expect((await list(operator)).data).toEqual([]);
  });
});

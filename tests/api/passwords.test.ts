import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { openDispatch } from '../../db/database.ts';
import { enqueueEmail } from '../../db/repositories/emails.ts';
import { withTenant } from '../../db/tenant.ts';
import { readVaultKey } from '../../db/vault.ts';
import { sweep, type SweeperDeps } from '../../workers/sweeper.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { eventually } from '../workflows/product.ts';
import { cookieOf, startTestApi, type Answer, type Person, type TestApi } from './api.ts';
import { startMailServer, type Mail } from './mail-server.ts';

const MINUTE = 60_000;
const password = 'a long enough password';
const better = 'wooden herons over the canal';

let api: TestApi;
let database: TestDatabase;
let smtp: Awaited<ReturnType<typeof startMailServer>>;
let dispatch: ReturnType<typeof openDispatch>;
let now = Date.parse('2026-11-23T20:00:00Z');
const vaultKey = readVaultKey(randomBytes(32).toString('base64'));
const failures: unknown[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  smtp = await startMailServer();
  dispatch = openDispatch(database.dispatchUrl);
  api = await startTestApi({ vaultKey, sendsEmail: true }, { database, now: () => new Date(now) });
});
afterAll(async () => {
  await api.close();
  await dispatch.destroy();
  await smtp.close();
  await database.drop();
});

/** One round of the sweeper, which looks at what is due by the database's clock. */
async function sendDue(mailer: SweeperDeps['mailer'] = smtp.mailer): Promise<void> {
  await dispatch
    .updateTable('due_work')
    .set({ due_at: new Date(0) })
    .where('kind', '=', 'email')
    .execute();
  const deps = {
    db: api.db,
    dispatch,
    vaultKey,
    publicUrl: 'https://aegis.example',
    now: () => new Date(now),
    mailer,
  };
  await sweep({
    ...deps,
    everyMs: 0,
    onError: (error: unknown) => failures.push(error),
  } as unknown as SweeperDeps);
}

const mailsTo = (email: string) => smtp.mails.filter(({ to }) => to.includes(email));
const tokenIn = (mail: Mail) => /https:\/\/aegis\.example\/[\w-]+#token=([\w-]+)/.exec(mail.text)![1]!;
/** The newest mail to an address once there are `count`. */
async function mailTo(email: string, count = 1): Promise<Mail> {
  const mails = await eventually(
    async () => {
      await sendDue();
      return mailsTo(email);
    },
    (found) => found.length >= count,
  );
  return mails.at(-1)!;
}

const signIn = (email: string, word: string) =>
  api.call('POST', '/api/v1/auth/sign-in', { email, password: word });
const ask = (email: string) => api.call('POST', '/api/v1/auth/password-reset', { email });
const finish = (token: string, word: string) =>
  api.call('PUT', '/api/v1/auth/password-reset', { token, password: word });
const alive = async (who: Pick<Person, 'call'>) => (await who.call('GET', '/api/v1/session')).status === 200;

describe('a new password by mail (D10)', () => {
  test('is chosen with a link that works once; every session ends and the person is told', async () => {
    const ownerEmail = 'forgot@example.test';
    const owner = await api.newPerson({ ownerEmail, ownerName: 'Ada', password });
    expect((await ask(ownerEmail)).status).toBe(204);
    const mail = await mailTo(ownerEmail);
    expect(mail).toMatchObject({ from: 'aegis@example.test', subject: 'Choose a new password for AEGIS' });
    expect(mail.text).toMatch(/^Hello Ada,/);
    const token = tokenIn(mail);
    expect((await finish(token, 'password1234')).body).toMatchObject({
      code: 'weak-password',
      reason: 'too-common',
    });
    expect((await finish(token, 'Heartbreaker')).body).toMatchObject({
      code: 'weak-password',
      reason: 'leaked',
    });
    const answer = await finish(token, better);
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([204, null]);
    expect(await alive(owner)).toBe(false);
    expect((await finish(token, better)).body).toMatchObject({ code: 'invalid-link', status: 401 });
    expect([(await signIn(ownerEmail, password)).status, (await signIn(ownerEmail, better)).status]).toEqual([
      401, 204,
    ]);
    expect((await mailTo(ownerEmail, 2)).subject).toBe('Your AEGIS password was changed');
  });

  test('is asked for in the person’s language', async () => {
    const ownerEmail = 'oublie@example.test';
    await api.newPerson({ ownerEmail, ownerName: 'Zoé', locale: 'fr' });
    await ask(ownerEmail);
    const mail = await mailTo(ownerEmail);
    expect(mail.subject).toBe('Choisissez un nouveau mot de passe pour AEGIS');
    expect(mail.text).toContain('Bonjour Zoé,');
  });

  test('looks the same for an account that does not exist, and leaves nothing behind', async () => {
    const ownerEmail = 'known@example.test';
    await api.newPerson({ ownerEmail });
    const [known, unknown] = [await ask(ownerEmail), await ask('unknown@example.test')];
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body]);
    await mailTo(ownerEmail);
    expect(mailsTo('unknown@example.test')).toEqual([]);
  });

  test('has a link that ends after half an hour, of which three live at once at most', async () => {
    const ownerEmail = 'often@example.test';
    await api.newPerson({ ownerEmail });
    for (let i = 0; i < 5; i++) expect((await ask(ownerEmail)).status).toBe(204);
    expect((await ask(ownerEmail)).status).toBe(429);
    const mail = await mailTo(ownerEmail, 3);
    await sendDue();
    expect(mailsTo(ownerEmail)).toHaveLength(3);
    now += 31 * MINUTE;
    expect((await finish(tokenIn(mail), better)).status).toBe(401);
    await ask(ownerEmail);
    await mailTo(ownerEmail, 4);
  });

  test('ends the links that were sent before, and a token of another kind opens nothing', async () => {
    const ownerEmail = 'links@example.test';
    await api.newPerson({ ownerEmail, password });
    await ask(ownerEmail);
    const first = tokenIn(await mailTo(ownerEmail));
    await ask(ownerEmail);
    const second = tokenIn(await mailTo(ownerEmail, 2));
    expect((await api.call('POST', '/api/v1/auth/sign-in-link', { token: first })).status).toBe(401);
    expect((await finish(second, better)).status).toBe(204);
    expect((await finish(first, better)).status).toBe(401);
  });
});

describe('changing one’s password (C8)', () => {
  const change = (who: Person, body: unknown) => who.call('PUT', '/api/v1/password', body);

  test('needs the present one, ends every other session, and goes on under a new cookie', async () => {
    const ownerEmail = 'changes@example.test';
    const owner = await api.newPerson({ ownerEmail, ownerName: 'Ada Lovelace', password });
    const elsewhere = api.withCookie(cookieOf(await signIn(ownerEmail, password)));
    expect((await change(owner, { current: 'wrong', next: better })).body.code).toBe('wrong-credentials');
    expect((await change(owner, { next: better })).body.code).toBe('wrong-credentials');
    expect((await change(owner, { current: password, next: 'ada-lovelace-1815' })).body.reason).toBe(
      'about-you',
    );
    expect((await change(owner, { current: password, next: 'short' })).body.reason).toBe('too-short');
    const answer = await change(owner, { current: password, next: better });
    expect(answer.status).toBe(204);
    const fresh = api.withCookie(cookieOf(answer));
    expect([await alive(owner), await alive({ call: elsewhere }), await alive({ call: fresh })]).toEqual([
      false,
      false,
      true,
    ]);
    expect((await signIn(ownerEmail, better)).status).toBe(204);
    expect((await mailTo(ownerEmail)).subject).toBe('Your AEGIS password was changed');
  });

  test('that does not exist yet needs a fresh proof of who one is', async () => {
    const ownerEmail = 'link-only@example.test';
    const owner = await api.newPerson({ ownerEmail });
    now += 11 * MINUTE;
    expect((await change(owner, { next: better })).body.code).toBe('confirmation-required');
    const again = { ...owner, ...(await api.signIn(owner)) };
    expect((await change(again, { next: better })).status).toBe(204);
    expect((await signIn(ownerEmail, better)).status).toBe(204);
  });
});

describe('what is under way while the password changes (D10)', () => {
  /** Changes the password as a reset does, but commits only once the act waits for it or is over. */
  async function meanwhile(userId: string, act: () => Promise<Answer>): Promise<Answer> {
    const client = new pg.Client({ connectionString: api.superuserUrl });
    await client.connect();
    try {
      await client.query('begin');
      await client.query(`update aegis.users set password_hash = 'another one' where id = $1`, [userId]);
      await client.query('delete from aegis.sessions where user_id = $1', [userId]);
      let over = false;
      const answer = act().finally(() => (over = true));
      await eventually(
        async () => {
          const { rowCount } = await client.query(
            'select from pg_locks where not granted and transactionid = pg_current_xact_id()::xid',
          );
          return over || rowCount! > 0;
        },
        (ready) => ready,
      );
      await client.query('commit');
      return await answer;
    } finally {
      await client.end();
    }
  }

  test('signs nobody in, goes on nowhere else, and sets no other password', async () => {
    let count = 0;
    const late = async (act: (owner: Person, email: string) => Promise<Answer>) => {
      const ownerEmail = `under-way-${++count}@example.test`;
      const owner = await api.newPerson({ ownerEmail, password });
      const { status, body } = await meanwhile(owner.userId, () => act(owner, ownerEmail));
      return [status, body.code];
    };
    const bySignIn = await late((_, email) => signIn(email, password));
    const elsewhere = await late((owner) =>
      owner.call('POST', '/api/v1/auth/workspace', { id: owner.tenantId }),
    );
    const next = { current: password, next: better };
    const byChange = await late((owner) => owner.call('PUT', '/api/v1/password', next));
    expect({ bySignIn, elsewhere, byChange }).toEqual({
      bySignIn: [401, 'wrong-credentials'],
      elsewhere: [401, 'not-signed-in'],
      byChange: [401, 'wrong-credentials'],
    });
  });
});

describe('the outbox (H4)', () => {
  const rowOf = async (email: string) => {
    const client = new pg.Client({ connectionString: api.superuserUrl });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(
      'select state, tries, error, sealed from aegis.emails where recipient = $1 order by created_at desc limit 1',
      [email],
    );
    await client.end();
    return rows[0]!;
  };

  test('keeps mails while no server is configured, their link sealed, and sends them once there is one', async () => {
    const ownerEmail = 'waits@example.test';
    await api.newPerson({ ownerEmail });
    await ask(ownerEmail);
    const waiting = await eventually(() => rowOf(ownerEmail), Boolean);
    await sendDue(null);
    const held = await eventually(
      () => rowOf(ownerEmail),
      ({ error }) => error !== null,
    );
    expect(held).toMatchObject({ state: 'waiting', tries: 0, error: 'no-smtp' });
    const token = tokenIn(await mailTo(ownerEmail));
    expect((waiting.sealed as Buffer).toString('latin1')).not.toContain(token);
    expect(
      await eventually(
        () => rowOf(ownerEmail),
        ({ state }) => state === 'sent',
      ),
    ).toMatchObject({ sealed: null });
  });

  test('shows nobody the link of an invitation that a mail server takes to its mailbox (C8)', async () => {
    const owner = await api.newPerson();
    const email = 'by-mail@example.test';
    expect((await owner.call('POST', '/api/v1/invitations', { email, role: 'analyst' })).status).toBe(201);
    const shown = async () =>
      (await Promise.all(['emails', 'invitations'].map((list) => owner.call('GET', `/api/v1/${list}`)))).map(
        ({ body }) => (body.data as { link: string | null }[]).map(({ link }) => link),
      );
    expect(await shown()).toEqual([[null], [null]]);
    const token = tokenIn(await mailTo(email));
    const accepted = { token, name: 'Zoé', password: better };
    expect((await api.call('POST', '/api/v1/auth/invitation/accept', accepted)).status).toBe(204);
  });

  test('lets no name add a header or a recipient', async () => {
    const to = 'invited@example.test';
    const inviter = 'Eve\r\nBcc: victim@example.test\r\n\r\nBuy this';
    const { tenantId } = await api.newPerson();
    await withTenant(api.db, { tenantId, actor: 'test' }, (tx) =>
      enqueueEmail(tx, { to, template: 'invitation', locale: 'en', values: { inviter, workspace: 'W' } }),
    );
    const mail = await mailTo(to);
    expect(mail.to).toEqual([to]);
    const [head = ''] = mail.raw.split('\r\n\r\n');
    expect(head).toMatch(/^Message-ID: /im);
    expect(head).not.toMatch(/^(bcc|buy this)/im);
  });

  test('tries again when the server cannot take it now, and gives up when it never will', async () => {
    const later = 'later@example.test';
    await api.newPerson({ ownerEmail: later });
    await ask(later);
    await eventually(() => rowOf(later), Boolean);
    smtp.refuseNext(450);
    await sendDue();
    expect(
      await eventually(
        () => rowOf(later),
        ({ tries }) => tries === 1,
      ),
    ).toMatchObject({
      state: 'waiting',
      error: 'smtp-450',
    });
    await mailTo(later);
    // A wrong login is no word about a mail: it goes once that is mended.
    const held = 'held@example.test';
    await api.newPerson({ ownerEmail: held });
    await ask(held);
    await eventually(() => rowOf(held), Boolean);
    await sendDue(smtp.lockedOut);
    const tried = await eventually(
      () => rowOf(held),
      ({ tries }) => tries === 1,
    );
    expect(tried).toMatchObject({ state: 'waiting', error: 'smtp-535' });
    await mailTo(held);
    const never = 'never@example.test';
    await api.newPerson({ ownerEmail: never });
    await ask(never);
    await eventually(() => rowOf(never), Boolean);
    smtp.refuseNext(550);
    await sendDue();
    const row = await eventually(
      () => rowOf(never),
      ({ state }) => state === 'failed',
    );
    expect(row).toMatchObject({ error: 'smtp-550', sealed: null });
    expect(failures).toEqual([]);
  });
});

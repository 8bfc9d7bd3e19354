import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askToReconnect } from '../../db/repositories/connections.ts';
import { savePreferences, tell } from '../../db/repositories/notifications.ts';
import { endSync, requestSync } from '../../db/repositories/syncs.ts';
import { findTask, insertDeadLetter } from '../../db/repositories/tasks.ts';
import { writeEmail } from '../../domain/emails.ts';
import { GATHER_MS, type NotificationKind } from '../../domain/notifications.ts';
import { mailNotifications } from '../../workers/notifications.ts';
import { budget, startChangePath, type ChangePath } from './change-path.ts';

/** Spec C8: who is told what, by which way and when, written with its cause. */
let path: ChangePath;
beforeAll(async () => {
  path = await startChangePath();
});
afterAll(() => path.close());

const of = (userId: string, kind?: NotificationKind) =>
  path.inTenant((tx) =>
    tx
      .selectFrom('notifications')
      .selectAll()
      .where('user_id', '=', userId)
      .$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
      .orderBy('created_at')
      .execute(),
  );
const kindsOf = async (userId: string) => (await of(userId)).map(({ kind }) => kind);
const mailsTo = async (userId: string) =>
  path.inTenant((tx) =>
    tx
      .selectFrom('emails as e')
      .innerJoin('users as u', 'u.email', 'e.recipient')
      .selectAll('e')
      .where('u.id', '=', userId)
      .orderBy('e.created_at')
      .execute(),
  );
/** The sweeper's handler of one notification, at a time. */
const mail = (id: string, now: Date) =>
  mailNotifications(
    { db: path.db, publicUrl: 'http://aegis.test', now: () => now },
    { tenant_id: path.tenant.tenantId, id },
  );
const later = (ms: number) => new Date(Date.now() + ms);
const due = (ids: string[]) =>
  path.inTenant((tx) =>
    tx
      .selectFrom('due_work')
      .select('id')
      .where('kind', '=', 'notification')
      .where('id', 'in', ids)
      .execute(),
  );

describe('a change (C8)', () => {
  test('that waits is told to those who may decide, and to them no more once somebody has', async () => {
    const [operator, other, analyst, auditor] = [await path.person(), await path.person(), await path.person('analyst'), await path.person('auditor')]; // prettier-ignore
    const advice = await path.advise(await path.campaign());
    const [told] = await of(operator);
    expect(told).toMatchObject({
      ...{ kind: 'change-waits', subject: advice.id, in_console: true, read_at: null, mailed_at: null },
      words: { campaign: 'Linen', by: 'budget-analyzer', agent: 'budget-analyzer' },
    });
    expect(await due([told!.id])).toHaveLength(1);
    expect([await kindsOf(analyst), await kindsOf(auditor)]).toEqual([[], []]);
    await path.approve(advice, operator);
    for (const person of [operator, other]) {
      expect(await of(person)).toMatchObject([{ read_at: expect.any(Date) as unknown, mail_due: null }]);
    }
    await mail(told!.id, later(GATHER_MS + 1));
    expect([await mailsTo(operator), await due([told!.id])]).toEqual([[], []]);
  });

  test('of one’s own is told to the others, and what came of it to those who agreed', async () => {
    await path.inTenant((tx) => tx.updateTable('tenants').set({ two_person_above_micros: 0n }).execute());
    const [proposer, second, third] = [await path.person(), await path.person(), await path.person()];
    const campaign = await path.campaign();
    const own = await path.change(proposer, campaign, budget(150));
    expect(await of(proposer)).toEqual([]);
    expect(await of(second, 'change-waits')).toMatchObject([{ words: { by: 'Ada', campaign: 'Linen' } }]);
    await path.approve(own, second);
    await path.claim(own.id);
    await path.settle(own.id, 150_000_000n);
    await path.inTenant((tx) => tx.updateTable('tenants').set({ two_person_above_micros: null }).execute());
    expect(await kindsOf(proposer)).toEqual(['change-applied']);
    expect(await kindsOf(second)).toEqual(['change-waits', 'change-applied']);
    expect(await kindsOf(third)).toEqual(['change-waits']);
  });

  test('that an agent made alone is told to all who may decide', async () => {
    const person = await path.person();
    const advice = await path.advise(await path.campaign(), budget(110), { autonomy: 'act', stepLimit: 0.2 });
    expect(advice.state).toBe('approved');
    await path.claim(advice.id);
    await path.settle(advice.id, 110_000_000n);
    expect(await kindsOf(person)).toEqual(['change-applied']);
  });
});

describe('e-mails (C8)', () => {
  test('twenty approvals make one mail, which says each; nothing is due any more', async () => {
    const person = await path.person();
    for (let i = 0; i < 20; i++) await path.advise(await path.campaign());
    const ids = (await of(person)).map(({ id }) => id);
    await Promise.all(ids.slice(0, 5).map((id) => mail(id, later(GATHER_MS + 1))));
    const [sent, ...more] = await mailsTo(person);
    expect(more).toEqual([]);
    const { subject, text } = writeEmail('notifications', 'en', sent!.words);
    expect(subject).toBe('Tenant: 20 notifications');
    expect(
      text.match(/- Budget Analyzer proposes a change of Linen: http:\/\/aegis.test\/approvals\//g),
    ).toHaveLength(20);
    expect(await due(ids)).toEqual([]);
    // What comes right after waits, so that mails do not follow each other.
    await path.advise(await path.campaign());
    const next = (await of(person)).at(-1)!;
    await mail(next.id, later(2 * GATHER_MS + 2));
    expect([(await mailsTo(person)).length, (await due([next.id])).length]).toEqual([1, 1]);
    await mail(next.id, later(60 * 60_000));
    expect((await mailsTo(person)).at(-1)).toMatchObject({ template: 'notification' });
  });

  test('wait for the end of a person’s quiet hours, but not what is urgent', async () => {
    const person = await path.person();
    const quiet = { from: 0, until: 1_439, timeZone: 'Pacific/Auckland' };
    await path.inTenant((tx) => savePreferences(tx, person, {}, quiet));
    await path.advise(await path.campaign());
    const now = new Date();
    await path.inTenant((tx) =>
      tell(
        tx,
        { kind: 'api-key-created', subject: randomUUID(), words: { name: 'CI' } },
        { account: person },
        now,
      ),
    );
    const [waits] = await of(person, 'change-waits');
    const [urgent] = await of(person, 'api-key-created');
    expect(urgent!.mail_due).toEqual(now);
    const held = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'Pacific/Auckland' });
    expect(held.format(waits!.mail_due!)).toBe('23:59');
    await mail(urgent!.id, now);
    const [sent] = await mailsTo(person);
    expect(writeEmail('notification', 'en', sent!.words).subject).toBe(
      'The API key CI was made in your name',
    );
  });

  test('and notifications come by the ways that the person has chosen', async () => {
    const [none, mailOnly] = [await path.person(), await path.person()];
    await path.inTenant(async (tx) => {
      await savePreferences(tx, none, { 'change-waits': { console: false, email: false } }, null);
      await savePreferences(tx, mailOnly, { 'change-waits': { console: false, email: true } }, null);
    });
    await path.advise(await path.campaign());
    expect(await of(none)).toEqual([]);
    expect(await of(mailOnly)).toMatchObject([{ in_console: false, mail_due: expect.any(Date) as unknown }]);
  });

  test('do not go to who has left', async () => {
    const person = await path.person();
    await path.advise(await path.campaign());
    const [waits] = await of(person);
    await path.inTenant((tx) =>
      tx.updateTable('memberships').set({ removed_at: new Date() }).where('user_id', '=', person).execute(),
    );
    await mail(waits!.id, later(GATHER_MS + 1));
    expect([await mailsTo(person), await due([waits!.id])]).toEqual([[], []]);
  });
});

describe('what goes wrong (C8)', () => {
  test('a task that gave up is told to who asked for it, once', async () => {
    const [asker, other] = [await path.person(), await path.person()];
    const { task_id: id } = await path.advise(await path.campaign());
    const error = { code: 'internal', message: 'No', touched: 'Nothing', remedy: 'Retry' } as never;
    await path.inTenant(async (tx) => {
      await tx.updateTable('tasks').set({ requested_by: asker }).where('id', '=', id).execute();
      const task = (await findTask(tx, id!))!;
      await insertDeadLetter(tx, task, error);
      await insertDeadLetter(tx, task, error);
    });
    expect(await of(asker, 'task-dead-letter')).toMatchObject([
      { subject: id, words: { agent: 'budget-analyzer' } },
    ]);
    expect(await of(other, 'task-dead-letter')).toEqual([]);
  });

  test('syncs that fail are told once, a lost access by itself, to those who may mend it', async () => {
    const [admin, operator] = [await path.person('admin'), await path.person()];
    const { connectionId } = path.tenant;
    const end = (state: 'failed' | 'completed', errorCode: string | null) =>
      path.inTenant(async (tx) => {
        const id = await requestSync(tx, { connectionId, trigger: 'scheduled' });
        await endSync(tx, id, { state, errorCode, errorDetail: null }, new Date());
      });
    await end('failed', 'unavailable');
    await end('failed', 'unavailable');
    expect(await kindsOf(admin)).toEqual(['sync-failing']);
    await end('completed', null);
    expect(await of(admin)).toMatchObject([{ read_at: expect.any(Date) as unknown }]);
    await end('failed', 'auth-expired');
    await path.inTenant((tx) => askToReconnect(tx, connectionId, 'auth-expired'));
    expect(await kindsOf(admin)).toEqual(['sync-failing', 'connection-reconnect']);
    expect(await of(operator)).toEqual([]);
  });

  test('what is older than 90 days goes with the next one', async () => {
    const person = await path.person();
    const at = new Date('2026-01-01T00:00:00Z');
    const say = (now: Date) =>
      path.inTenant((tx) => tell(tx, { kind: 'plan-ended', subject: 'x' }, { people: [person] }, now));
    await say(at);
    await say(new Date(at.getTime() + 89 * 86_400_000));
    expect(await of(person)).toHaveLength(2);
    await say(new Date(at.getTime() + 91 * 86_400_000));
    expect(await of(person)).toHaveLength(2);
  });
});

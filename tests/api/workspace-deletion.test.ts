import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import pg from 'pg';
import { createKey } from '../../db/repositories/api-keys.ts';
import { withTenant, type TenantTransaction } from '../../db/tenant.ts';
import { examples } from './examples.ts';
import { startTestApi, type Person, type TestApi } from './api.ts';

/** Spec C8, E1: an owner deletes the workspace by its name, and can restore it until its time is over. */
const DAY = 86_400_000;
let api: TestApi;
let superuser: pg.Client;
beforeAll(async () => {
  api = await startTestApi();
  superuser = new pg.Client({ connectionString: api.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await api.close();
});

const inTenant = <T>(person: Person, work: (tx: TenantTransaction) => Promise<T>) =>
  withTenant(api.db, { tenantId: person.tenantId, actor: 'test' }, work);
const erase = (who: Person, name: string) => who.call('PUT', '/api/v1/workspace/deletion', { name });
const restore = (who: Person) => who.call('DELETE', '/api/v1/workspace/deletion');
const again = async (who: Person): Promise<Person> => ({ ...who, ...(await api.signIn(who)) });
const sessionOf = async (who: Person) => (await who.call('GET', '/api/v1/session')).body as {
  rights: string[];
  tenant: { deletion: { deletedAt: string; purgedAt: string } | null };
}; // prettier-ignore
const dueOf = (who: Person) =>
  inTenant(who, (tx) => tx.selectFrom('due_work').select(['kind', 'due_at']).orderBy('kind').execute());

/** What runs by itself in a workspace. */
async function work(owner: Person) {
  const connectionId = randomUUID();
  await inTenant(owner, async (tx) => {
    await sql`insert into aegis.connections (id, platform, environment, name, external_user_id)
      values (${connectionId}, 'meta', 'sandbox', 'Meta', 'someone')`.execute(tx);
    const instance = randomUUID();
    await tx.insertInto('agent_instances').values({ id: instance, agent_key: 'budget-analyzer' }).execute();
    await sql`insert into aegis.tasks (number, agent_key, agent_instance_id, capability, input, priority, trigger, state)
      values (1, 'budget-analyzer', ${instance}, 'spend-analysis', '{}', 5, 'manual', 'pending')`.execute(tx);
    for (const kind of ['connection', 'credential', 'task'] as const) {
      await tx
        .insertInto('due_work')
        .values({ kind, id: connectionId, due_at: new Date(Date.now() + 3_600_000) })
        .execute();
    }
  });
  return connectionId;
}

test('its name, a fresh proof and the right of an owner are needed', async () => {
  const owner = await api.newPerson({ name: 'Maison', plan: 'enterprise' });
  const admin = await api.newColleague(owner, 'admin');
  expect((await erase(admin, 'Maison')).status).toBe(403);
  const wrong = await erase(owner, 'maison');
  expect([wrong.status, wrong.body.reason]).toEqual([422, 'other-name']);
  await superuser.query(`update aegis.sessions set confirmed_at = now() - interval '11 minutes' where user_id = $1`, [owner.userId]); // prettier-ignore
  const { status, body } = await erase(owner, 'Maison');
  expect([status, body.code]).toEqual([403, 'confirmation-required']);
  expect((await sessionOf(owner)).tenant.deletion).toBeNull();
  expect((await restore(owner)).status).toBe(404);
});

test('deleted, everything stops and everybody is out; who comes back may restore it or nothing; restored, all is as it was', async () => {
  const owner = await api.newPerson({ name: 'Maison', plan: 'enterprise' });
  const analyst = await api.newColleague(owner, 'analyst');
  const neighbour = await api.newPerson();
  await work(owner);
  const { token } = await inTenant(owner, (tx) =>
    createKey(tx, { name: 'Key', scopes: ['read'], createdBy: owner.userId, expiresAt: new Date(Date.now() + DAY) }, new Date()),
  ); // prettier-ignore
  const byKey = () =>
    api
      .call('GET', '/api/v1/tasks', undefined, { authorization: `Bearer ${token}` })
      .then((one) => one.status);
  const before = await sessionOf(analyst);
  expect(await byKey()).toBe(200);

  const { status, body } = await erase(owner, ' Maison ');
  expect(status).toBe(200);
  const { deletedAt, purgedAt } = body as { deletedAt: string; purgedAt: string };
  expect(Date.parse(purgedAt) - Date.parse(deletedAt)).toBe(30 * DAY);
  for (const one of [owner, analyst]) expect((await one.call('GET', '/api/v1/session')).status).toBe(401);
  expect(await byKey()).toBe(401);
  expect((await neighbour.call('GET', '/api/v1/tasks')).status).toBe(200);
  const due = Object.fromEntries((await dueOf(owner)).map(({ kind, due_at }) => [kind, due_at.getTime()]));
  expect(due.purge).toBe(Date.parse(purgedAt));
  for (const kind of ['connection', 'credential']) expect(due[kind]).toBeGreaterThan(Date.parse(purgedAt));
  expect(due.task).toBeLessThanOrEqual(Date.now());
  expect(await inTenant(owner, (tx) => tx.selectFrom('tasks').select('canceled_requested_at').execute())).toEqual([
    { canceled_requested_at: new Date(deletedAt) },
  ]); // prettier-ignore
  const mails = await inTenant(owner, (tx) =>
    tx.selectFrom('emails').select(['template', 'words']).execute(),
  );
  expect(mails).toEqual([
    { template: 'workspace-deleted', words: expect.objectContaining({ workspace: 'Maison', who: 'Owner' }) },
  ]);

  // Somebody who joins in this moment is let into nothing.
  const late = await api.newColleague(owner, 'admin');
  const [back, reader] = [await again(owner), await again(analyst)];
  expect(await sessionOf(back)).toMatchObject({
    rights: ['delete'],
    tenant: { deletion: { deletedAt, purgedAt } },
  });
  for (const one of [reader, late]) expect((await sessionOf(one)).rights).toEqual([]);
  for (const [name, { right }] of Object.entries(examples)) {
    if (['public', 'signed in', 'delete'].includes(right) || name.includes('{')) continue;
    const [method, path] = name.split(' ') as [string, string];
    if (method !== 'GET') continue;
    expect([name, (await back.call(method, path)).status]).toEqual([name, 403]);
  }
  expect((await back.call('GET', '/api/v1/workspaces')).body.data).toEqual([
    expect.objectContaining({ id: owner.tenantId, deleted: true }),
  ]);
  expect((await restore(reader)).status).toBe(403);

  expect((await restore(back)).status).toBe(204);
  expect((await restore(back)).status).toBe(404);
  expect((await sessionOf(back)).tenant.deletion).toBeNull();
  expect((await sessionOf(reader)).rights).toEqual(before.rights);
  expect(await byKey()).toBe(200);
  for (const { kind, due_at } of await dueOf(owner))
    if (kind !== 'purge' && kind !== 'email') expect(due_at.getTime()).toBeLessThanOrEqual(Date.now());
  const log = (await back.call('GET', '/api/v1/audit?object=workspace&act=changed')).body.data as {
    actor: { id: string };
    changes: { field: string }[];
  }[];
  expect(log.slice(0, 2).map(({ actor, changes }) => [actor.id, changes.map(({ field }) => field)])).toEqual([
    [`user:${owner.userId}`, ['deleted_at']],
    [`user:${owner.userId}`, ['deleted_at']],
  ]);
});

test('a person of two workspaces lands in the one that lives; after its time nothing is restored', async () => {
  const owner = await api.newPerson({ name: 'Maison', password: 'four words nobody guesses' });
  const { email } = ((await owner.call('GET', '/api/v1/session')).body as { user: { email: string } }).user;
  const second = await api.newPerson({ ownerEmail: email, name: 'Second' });
  await erase(owner, 'Maison');
  const answer = await api.call('POST', '/api/v1/auth/sign-in', { email, password: 'four words nobody guesses' }); // prettier-ignore
  const home = api.withCookie(answer.headers.get('set-cookie')!.split(';')[0]!);
  expect((await home('GET', '/api/v1/session')).body.tenant).toMatchObject({ id: second.tenantId });
  const back = await again(owner);
  // Time passes: nobody can say so but a superuser who silences the triggers.
  await superuser.query(`set session_replication_role = replica`);
  await superuser.query(`update aegis.tenants set deleted_at = now() - interval '31 days' where id = $1`, [owner.tenantId]); // prettier-ignore
  await superuser.query(`set session_replication_role = origin`);
  expect((await restore(back)).status).toBe(404);
});

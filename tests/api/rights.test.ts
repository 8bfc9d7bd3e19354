import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { rights, roles, type Right, type Role } from '../../contracts/session.ts';
import { withTenant } from '../../db/tenant.ts';
import { startTestApi, type Person, type TestApi } from './api.ts';

let api: TestApi;
let owner: Person;
const people = new Map<Role, Person>();
beforeAll(async () => {
  api = await startTestApi();
  owner = await api.newPerson();
  for (const role of roles) {
    people.set(role, role === 'owner' ? owner : await api.newColleague(owner, role));
  }
});
afterAll(() => api.close());

const may: Record<Role, readonly Right[]> = {
  owner: rights,
  admin: rights.filter((right) => !['identity', 'delete'].includes(right)),
  operator: ['read', 'run', 'change'],
  analyst: ['read', 'run'],
  auditor: ['read', 'audit'],
};

async function asSuperuser(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: api.superuserUrl });
  await client.connect();
  await client.query(text).finally(() => client.end());
}

describe('roles (H4)', () => {
  test.each(roles)('%s has exactly its rights, and the session says so', async (role) => {
    const { body } = await people.get(role)!.call('GET', '/api/v1/session');
    expect(body.role).toBe(role);
    expect([...(body.rights as Right[])].sort()).toEqual([...may[role]].sort());
  });

  const input = { platform: 'meta', accountId: '1' };
  const task = { agent: 'budget-analyzer', capability: 'spend-analysis', input };
  const acts: [Right, string, string, unknown][] = [
    ['read', 'GET', '/api/v1/tasks', undefined],
    ['run', 'POST', '/api/v1/tasks', task],
    ['change', 'DELETE', '/api/v1/campaigns/meta:1', undefined],
    ['manage', 'DELETE', '/api/v1/sample-data', undefined],
    ['identity', 'GET', '/api/v1/identity-provider', undefined],
  ];
  test.each(acts)('the right to %s decides on %s %s', async (right, method, path, body) => {
    for (const role of roles) {
      const { status } = await people.get(role)!.call(method, path, body);
      expect([role, status === 403]).toEqual([role, !may[role].includes(right)]);
    }
  });

  test('are data: a right that is taken away is refused at the next request, without a new sign-in', async () => {
    const analyst = people.get('analyst')!;
    const post = async () => (await analyst.call('POST', '/api/v1/tasks', task)).status;
    expect(await post()).toBe(202);
    await asSuperuser(`delete from aegis.role_rights where role = 'analyst' and "right" = 'run'`);
    expect(await post()).toBe(403);
    await asSuperuser(`insert into aegis.role_rights values ('analyst', 'run')`);
    expect(await post()).toBe(202);
  });

  test('end with the membership, at once', async () => {
    const leaver = await api.newColleague(owner, 'admin');
    expect((await leaver.call('GET', '/api/v1/session')).status).toBe(200);
    await withTenant(api.db, { tenantId: owner.tenantId, actor: 'test' }, (tx) =>
      tx
        .updateTable('memberships')
        .set({ removed_at: new Date() })
        .where('user_id', '=', leaver.userId)
        .execute(),
    );
    expect((await leaver.call('GET', '/api/v1/session')).status).toBe(401);
  });
});

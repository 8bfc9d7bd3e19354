import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Connection } from '../../contracts/connections.ts';
import { insertConnection } from '../../db/repositories/connections.ts';
import type { Person } from './api.ts';
import { startSyncedApi, type SyncedApi } from './synced.ts';

let api: SyncedApi;
let person: Person;
let other: Person;
let connection: Connection;
beforeAll(async () => {
  api = await startSyncedApi();
  [person, other] = [await api.newPerson({ plan: 'pro' }), await api.newPerson()];
  connection = await api.connect(person);
  await api.connect(other);
});
afterAll(() => api.close());

const list = async (who: Person, what: string) =>
  (await who.call('GET', `/api/v1/${what}`)).body.data as Record<string, unknown>[];
const newTask = async (accountId: string) => {
  const input = { platform: 'meta', accountId };
  const task = { agent: 'budget-analyzer', capability: 'spend-analysis', input };
  return (await person.call('POST', '/api/v1/tasks', task)).body;
};
const counted = async (
  tables: readonly (
    'ad_accounts' | 'campaigns' | 'campaign_metrics' | 'proposals' | 'syncs' | 'credentials' | 'due_work'
  )[],
) =>
  // prettier-ignore
  api.workspace.inTenant(person.tenantId, async (tx) => {
    const counts: Record<string, number> = {};
    for (const table of tables) {
      counts[table] = (await tx.selectFrom(table).select('tenant_id').execute()).length;
    }
    return counts;
  });

describe('removing sample data (C1, E14)', () => {
  test('is an owner’s or admin’s to do', async () => {
    const operator = await api.newColleague(person, 'operator');
    expect((await operator.call('DELETE', '/api/v1/sample-data')).status).toBe(403);
  });

  test('takes everything that came from the sandbox, and keeps what is real', async () => {
    const sample = await newTask(connection.accounts[0]!.id);
    expect(sample).toMatchObject({ sample: true, state: 'pending' });
    const real = await newTask('a-real-account');
    const [campaign] = await list(person, 'campaigns');
    const change = await person.call('PUT', `/api/v1/campaigns/${String(campaign!.id)}`, { status: 'paused' }, { 'if-match': `"${Number(campaign!.version)}"` }); // prettier-ignore
    expect(change.status).toBe(202);
    const live = await api.workspace.inTenant(person.tenantId, async (tx) => {
      const facts = {
        platform: 'meta',
        environment: 'live',
        name: 'Meta',
        externalUserId: 'a-person',
      } as const;
      const row = { ...facts, scopes: [], connectedBy: null, expiresAt: null };
      return (await insertConnection(tx, row, api.workspace.deps.now())).connection.id;
    });

    expect((await person.call('DELETE', '/api/v1/sample-data')).status).toBe(204);

    expect((await list(person, 'connections')).map(({ id }) => id)).toEqual([live]);
    expect((await list(person, 'tasks')).map(({ id }) => id)).toEqual([real.id]);
    const rest = await counted(['ad_accounts', 'campaigns', 'campaign_metrics', 'proposals', 'syncs', 'credentials', 'due_work']); // prettier-ignore
    expect(rest).toEqual({
      ...{ ad_accounts: 0, campaigns: 0, campaign_metrics: 0, proposals: 0, syncs: 0, credentials: 0 },
      due_work: 1, // the real task, which nobody has started
    });
    expect((await person.call('GET', '/api/v1/session')).body.tenant).toMatchObject({ sample: false });
    const agent = await person.call('GET', '/api/v1/agents/budget-analyzer');
    expect(agent.body.instance).not.toBeNull();
  });

  test('is recorded, and touches no other workspace', async () => {
    const audit = await api.workspace.inTenant(person.tenantId, (tx) =>
      tx
        .selectFrom('audit_log')
        .select(['action', 'actor'])
        .where('table_name', '=', 'connections')
        .execute(),
    );
    expect(audit).toContainEqual({ action: 'delete', actor: `user:${person.userId}` });
    expect(await list(other, 'connections')).toHaveLength(1);
    expect((await list(other, 'campaigns')).length).toBeGreaterThan(0);
  });

  test('twice is fine, and the sandbox can be connected again', async () => {
    expect((await person.call('DELETE', '/api/v1/sample-data')).status).toBe(204);
    const again = await api.connect(person);
    expect(again.lastSync).toMatchObject({ state: 'completed' });
    expect((await list(person, 'campaigns')).length).toBeGreaterThan(0);
  });
});

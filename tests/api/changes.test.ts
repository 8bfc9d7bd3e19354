import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Campaign } from '../../contracts/campaigns.ts';
import type { Overview } from '../../contracts/overview.ts';
import type { ProposalDetail } from '../../contracts/proposals.ts';
import { insertProposals } from '../../db/repositories/drafts.ts';
import { proposeByPerson } from '../../db/repositories/own-changes.ts';
import { moveProposal } from '../../db/repositories/proposals.ts';
import type { TenantTransaction } from '../../db/tenant.ts';
import { changePlan } from '../../db/repositories/subscriptions.ts';
import { eventually, startProduct, type Product } from '../workflows/product.ts';
import { startTestApi, type Answer, type Person, type TestApi } from './api.ts';

let product: Product;
let api: TestApi;
let person: Person;
let tenant: Awaited<ReturnType<Product['tenant']>>;
let other: Person;
beforeAll(async () => {
  product = await startProduct();
  const { workspace, worker } = product;
  api = await startTestApi(
    { meta: { live: null, sandbox: workspace.app }, vaultKey: workspace.deps.vaultKey },
    { database: workspace.database, now: workspace.deps.now, temporal: worker.temporal },
  );
  tenant = await product.tenant();
  await workspace.inTenant(tenant.tenantId, (tx) => changePlan(tx, 'pro', 'test', new Date()));
  person = { ...tenant, ...(await api.signIn(tenant)) };
  other = await api.newPerson();
});
afterAll(async () => {
  await api.close();
  await product.close();
});

const campaigns = async () =>
  (await person.call('GET', '/api/v1/campaigns?status=active')).body.data as Campaign[];
const budgeted = async (nth: number) => (await campaigns()).filter((one) => one.dailyBudget !== null)[nth]!;
const campaignOf = async (id: string) =>
  (await person.call('GET', `/api/v1/campaigns/${id}`)).body as unknown as Campaign;
const proposalOf = async (id: unknown) =>
  (await person.call('GET', `/api/v1/proposals/${String(id)}`)).body as unknown as ProposalDetail;
const put = (who: Person, { id }: Campaign, body: unknown, match?: number) =>
  who.call('PUT', `/api/v1/campaigns/${id}`, body, match === undefined ? {} : { 'if-match': `"${match}"` });
const budget = (campaign: Campaign, by: bigint) => {
  const { micros, currency } = campaign.dailyBudget!;
  return { dailyBudget: { micros: String(BigInt(micros) + by), currency } };
};
const decide = (who: Person, { id, version }: Pick<ProposalDetail, 'id' | 'version'>, verdict = 'approve') =>
  who.call('POST', `/api/v1/proposals/${id}/decisions`, { verdict, version });
const until = (id: unknown, ...states: ProposalDetail['state'][]) =>
  eventually(
    () => proposalOf(id),
    ({ state }) => states.includes(state),
  );
const code = ({ status, body }: Answer) =>
  body.reason === undefined ? [status, body.code] : [status, body.code, body.reason];

/** An agent's advice to raise a campaign's budget, as its run writes it. */
const advise = async (campaign: Campaign) => (await advisePlan(campaign))[0]!;

/** The same for several campaigns at once. */
async function advisePlan(...parts: Campaign[]): Promise<ProposalDetail[]> {
  const run = await product.run(tenant);
  const ids = await product.workspace.inTenant(tenant.tenantId, async (tx) => {
    const execution = await tx
      .insertInto('executions')
      .values({ task_id: run.id, round: 9, try: 1 })
      .returning('id')
      .executeTakeFirstOrThrow();
    return insertProposals(
      tx,
      { taskId: run.id, executionId: execution.id, agentKey: 'budget-analyzer' },
      parts.map((campaign) => ({
        action: 'campaign.budget.set',
        ...{ platform: 'meta', connectionId: tenant.connectionId, accountId: campaign.accountId },
        campaignId: campaign.id.slice('meta:'.length),
        targetVersion: campaign.version,
        from: { dailyBudget: campaign.dailyBudget! },
        to: budget(campaign, 1_000_000n),
        ...{ risk: 'low', effect: null, evidence: [], details: null },
      })),
      {
        autonomy: 'ask',
        stepLimit: null,
        minDailyBudgetMicros: null,
        maxDailyBudgetMicros: null,
        lockedCampaigns: [],
      },
      product.workspace.deps.now(),
    );
  });
  return Promise.all(ids.map(proposalOf));
}

describe('the dashboard’s attention (C1)', () => {
  test('lists what failed in the last 7 days until it is settled, each by its id', async () => {
    const { workspace } = product;
    const inTenant = <T>(work: (tx: TenantTransaction) => Promise<T>) =>
      workspace.inTenant(tenant.tenantId, work);
    const attention = async () =>
      ((await person.call('GET', '/api/v1/overview')).body as unknown as Overview).attention
        .filter(({ kind }) => kind.startsWith('change-') || kind.startsWith('task-'))
        .map(({ kind, id, title }) => [kind, id, title]);
    const campaign = await budgeted(3);
    const run = await product.run(tenant, { input: { platform: 'meta', accountId: 'gone' } });
    await product.until(tenant.tenantId, run.id, 'failed');
    const now = workspace.deps.now();
    const end = (state: 'failed' | 'conflict', minutes: number) =>
      inTenant(async (tx) => {
        const change = {
          ...{ userId: tenant.userId, platform: 'meta', campaignId: campaign.id.slice('meta:'.length) },
          ...{ campaignVersion: campaign.version, to: budget(campaign, 1_000_000n) },
        };
        const { id } = await proposeByPerson(tx, change, new Date(now.getTime() - minutes * 60_000));
        await moveProposal(tx, id, ['approved'], state);
        return id;
      });
    await end('failed', 8 * 24 * 60); // too long ago
    const conflict = await end('conflict', 2);
    const failed = await end('failed', 1);
    await inTenant((tx) =>
      tx.updateTable('tasks').set({ finished_at: now }).where('id', '=', run.id).execute(),
    );
    expect(await attention()).toEqual([
      ['change-failed', failed, campaign.name],
      ['change-conflict', conflict, campaign.name],
      ['task-failed', run.id, `budget-analyzer · ${run.number}`],
    ]);

    const { body } = await put(person, campaign, budget(campaign, 1_000_000n), campaign.version);
    await until(body.id, 'read_back');
    const gone = ['task-failed', run.id, `budget-analyzer · ${run.number}`];
    expect(await attention()).toEqual([gone]);

    // A newer run of the same job settles it, for the same ad account.
    const completed = async () => {
      const { id, number } = await product.run(tenant);
      await product.until(tenant.tenantId, id, 'completed');
      return { id, title: `budget-analyzer · ${number}` };
    };
    const [first, second] = [await completed(), await completed()];
    const unsettled = (one: { id: string }, state: 'failed' | 'dead_letter') =>
      inTenant(async (tx) => {
        await tx.updateTable('tasks').set({ state }).where('id', '=', one.id).execute();
        const letter = { task_id: one.id, round: 1, reason: 'unavailable', error: '{}' };
        if (state === 'dead_letter') await tx.insertInto('dead_letters').values(letter).execute();
      });
    await unsettled(first, 'failed');
    expect(await attention()).toEqual([gone]);
    await unsettled(second, 'dead_letter');
    const lines = [['task-failed', first.id, first.title], ['task-dead-letter', second.id, second.title]]; // prettier-ignore
    expect(await attention()).toEqual(expect.arrayContaining([gone, ...lines]));
    await completed();
    expect(await attention()).toEqual([gone]);
  });
});

describe('a person’s own change of a campaign (C7, D2)', () => {
  test('without If-Match is refused with 428, from another version with 412', async () => {
    const campaign = await budgeted(0);
    expect(code(await put(person, campaign, { status: 'paused' }))).toEqual([428, 'version-required']);
    const stale = await put(person, campaign, { status: 'paused' }, campaign.version + 1);
    expect(code(stale)).toEqual([412, 'version-stale']);
  });

  test('answers 202 with the proposal that carries it out, and can be put back', async () => {
    const campaign = await budgeted(0);
    const wanted = budget(campaign, 5_000_000n);
    const asked = await put(person, campaign, wanted, campaign.version);
    expect(asked).toMatchObject({ status: 202, body: { to: wanted, proposedBy: 'Ada', sample: true } });
    expect((await until(asked.body.id, 'read_back')).failure).toBeNull();
    const changed = await campaignOf(campaign.id);
    expect(changed.dailyBudget).toEqual(wanted.dailyBudget);
    expect(changed.version).toBeGreaterThan(campaign.version);

    const revert = await person.call('POST', `/api/v1/proposals/${String(asked.body.id)}/revert`);
    expect(revert).toMatchObject({
      status: 202,
      body: { reverts: asked.body.id, to: { dailyBudget: campaign.dailyBudget } },
    });
    await until(revert.body.id, 'read_back');
    expect((await campaignOf(campaign.id)).dailyBudget).toEqual(campaign.dailyBudget);
    expect(await proposalOf(asked.body.id)).toMatchObject({
      setBack: { id: revert.body.id, at: expect.any(String), by: 'Ada' },
      nextCheckAt: null,
    });
    expect(await proposalOf(revert.body.id)).toMatchObject({ setBack: null });

    // By now it is not as the first change had left it.
    const again = await person.call('POST', `/api/v1/proposals/${String(asked.body.id)}/revert`);
    expect(code(again)).toEqual([409, 'conflict', 'stale']);
  });

  test.each([
    ['zero', '0', [400, 'invalid-request']],
    ['below zero', '-5000000', [400, 'invalid-request']],
    ['finer than the platform counts', '5005000', [422, 'unprocessable', 'invalid-budget']],
  ])('to a budget %s is refused, and nothing changes', async (_, micros, refusal) => {
    const campaign = await budgeted(0);
    const { currency } = campaign.dailyBudget!;
    const answer = await put(person, campaign, { dailyBudget: { micros, currency } }, campaign.version);
    expect(code(answer)).toEqual(refusal);
    expect(await campaignOf(campaign.id)).toMatchObject({ version: campaign.version, pending: null });
  });

  test('to more than double is refused unless the person is sure; back to the former amount goes without', async () => {
    const campaign = await budgeted(0);
    const { micros, currency } = campaign.dailyBudget!;
    const raise = { dailyBudget: { micros: String(BigInt(micros) * 156n), currency } };
    const refused = await put(person, campaign, raise, campaign.version);
    expect(code(refused)).toEqual([422, 'large-change']);
    expect(refused.body.detail).toMatch(/^That is from [\d.]+ \w+ to [\d.]+ \w+ a day: 156 times as much\./);
    expect(await campaignOf(campaign.id)).toMatchObject({ version: campaign.version, pending: null });

    const cut = { dailyBudget: { micros: String((BigInt(micros) / 4_000_000n) * 1_000_000n), currency } };
    const asked = await put(person, campaign, cut, campaign.version);
    expect(asked).toMatchObject({ status: 202, body: { risk: 'high', to: cut } });
    await until(asked.body.id, 'read_back');
    const back = await person.call('POST', `/api/v1/proposals/${String(asked.body.id)}/revert`);
    expect(back).toMatchObject({ status: 202, body: { risk: 'high' } });
    await until(back.body.id, 'read_back');

    const { version } = await campaignOf(campaign.id);
    const double = { dailyBudget: { micros: String(BigInt(micros) * 2n + 10_000n), currency } };
    const meant = await put(person, campaign, { ...double, sure: true }, version);
    expect(meant).toMatchObject({ status: 202, body: { risk: 'high', to: double } });
    await until(meant.body.id, 'read_back');
    const restored = await person.call('POST', `/api/v1/proposals/${String(meant.body.id)}/revert`);
    await until(restored.body.id, 'read_back');
  });

  test('sent twice with one Idempotency-Key is one change, and both get its answer', async () => {
    const campaign = await budgeted(0);
    const path = `/api/v1/campaigns/${campaign.id}`;
    const headers = { 'if-match': `"${campaign.version}"`, 'idempotency-key': 'once' };
    const send = () => person.call('PUT', path, budget(campaign, 4_000_000n), headers);
    const first = await send();
    await until(first.body.id, 'read_back');
    const again = await send();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect([again.status, again.body]).toEqual([202, first.body]);
    const other = await person.call('PUT', path, budget(campaign, 5_000_000n), headers);
    expect(code(other)).toEqual([422, 'key-reused']);
  });

  test('one that was not applied cannot be put back: 409', async () => {
    const advice = await advise(await budgeted(1));
    const answer = await person.call('POST', `/api/v1/proposals/${advice.id}/revert`);
    expect(code(answer)).toEqual([409, 'conflict', 'stale']);
    await decide(person, advice, 'reject');
  });

  test('above the workspace’s threshold waits for a second person, who is not the first (E13)', async () => {
    const threshold = (micros: bigint | null) =>
      product.workspace.inTenant(tenant.tenantId, (tx) =>
        tx.updateTable('tenants').set({ two_person_above_micros: micros }).execute(),
      );
    await threshold(1_000_000n);
    try {
      const campaign = await budgeted(1);
      const asked = await put(person, campaign, budget(campaign, 2_000_000n), campaign.version);
      expect(asked.body).toMatchObject({ state: 'proposed', approvals: 1, approvalsNeeded: 2 });
      const waiting = asked.body as unknown as ProposalDetail;
      expect(code(await decide(person, waiting))).toEqual([409, 'conflict', 'already-decided']);
      const second = await api.newColleague(person, 'operator');
      expect((await decide(second, waiting)).body).toMatchObject({ state: 'approved', approvals: 2 });
      await until(waiting.id, 'read_back');
    } finally {
      await threshold(null);
    }
  });
});

describe('a decision on an agent’s advice (A3)', () => {
  test('to approve applies it once; deciding again answers 409', async () => {
    const campaign = await budgeted(2);
    const advice = await advise(campaign);
    expect(advice).toMatchObject({ state: 'proposed', agent: 'budget-analyzer', approvalsNeeded: 1 });
    expect((await decide(person, advice)).body).toMatchObject({ state: 'approved' });
    const done = await until(advice.id, 'read_back');
    expect(done.decisions).toEqual([expect.objectContaining({ name: 'Ada', verdict: 'approve' })]);
    expect((await campaignOf(campaign.id)).dailyBudget).toEqual(advice.to.dailyBudget);
    expect(code(await decide(person, done))).toEqual([409, 'conflict', 'already-decided']);
  });

  test('to reject changes nothing on the platform', async () => {
    const campaign = await budgeted(2);
    const advice = await advise(campaign);
    const { status, body } = await decide(person, advice, 'reject');
    expect([status, body.state]).toEqual([200, 'rejected']);
    expect((await campaignOf(campaign.id)).dailyBudget).toEqual(campaign.dailyBudget);
  });

  test('on a version that is no longer there answers 409', async () => {
    const advice = await advise(await budgeted(2));
    const seen = { id: advice.id, version: advice.version - 1 };
    expect(code(await decide(person, seen))).toEqual([409, 'conflict', 'stale']);
    await decide(person, advice, 'reject');
  });

  test('on a campaign that has changed since the advice answers 409', async () => {
    const campaign = await budgeted(2);
    const advice = await advise(campaign);
    const own = await put(person, campaign, budget(campaign, 3_000_000n), campaign.version);
    await until(own.body.id, 'read_back');
    const seen = await proposalOf(advice.id);
    const answer = await decide(person, seen);
    expect(code(answer)).toEqual([409, 'conflict', 'overtaken']);
    expect(answer.body.detail).toContain('The campaign has changed');

    // What it has by now is told before anybody presses, and the check no longer counts as kept.
    expect(advice.overtaken).toBeNull();
    expect(seen.overtaken).toEqual({ now: own.body.to });
    expect(seen.policy).toContainEqual(expect.objectContaining({ id: 'campaign-unchanged', ok: false }));
    const waiting = (await person.call('GET', '/api/v1/proposals')).body.data as ProposalDetail[];
    expect(waiting.find(({ id }) => id === advice.id)?.overtaken).toEqual(seen.overtaken);
    expect((await decide(person, seen, 'reject')).body).toMatchObject({ state: 'rejected', overtaken: null });
  });

  test('shows the other parts of its plan with what became of each, set back too', async () => {
    await decide(person, await advise(await budgeted(1)), 'reject'); // another run
    const [one, two] = await advisePlan(await budgeted(2), await budgeted(3));
    const others = async (part: ProposalDetail) => (await proposalOf(part.id)).siblings;
    await decide(person, one!, 'reject');
    expect(await others(two!)).toMatchObject([
      { id: one!.id, state: 'rejected', campaignName: one!.campaignName, to: one!.to, setBack: null },
    ]);

    await decide(person, two!);
    await until(two!.id, 'read_back');
    const { body } = await person.call('POST', `/api/v1/proposals/${two!.id}/revert`);
    await until(body.id, 'read_back');
    const setBack = { id: body.id, at: expect.any(String) };
    expect(await others(one!)).toMatchObject([{ id: two!.id, state: 'read_back', setBack }]);
    // Setting back is a person's change and no part of the plan.
    expect((await proposalOf(body.id)).siblings).toEqual([]);
  });

  test('is not an analyst’s to take (403)', async () => {
    const analyst = await api.newColleague(person, 'analyst');
    const advice = await advise(await budgeted(3));
    expect(code(await decide(analyst, advice))).toEqual([403, 'forbidden']);
    await decide(person, advice, 'reject');
  });
});

describe('another amount than the proposed one (A3)', () => {
  const another = (campaign: Campaign, instead: string, by = 2_000_000n) =>
    put(person, campaign, { ...budget(campaign, by), instead, note: 'Less.' }, campaign.version);
  const proposals = async () =>
    (await person.call('GET', '/api/v1/proposals?view=decided')).body.data as unknown[];

  test('rejects the proposal and makes the change in one', async () => {
    const campaign = await budgeted(3);
    const advice = await advise(campaign);
    const own = await another(campaign, advice.id);
    expect(own).toMatchObject({ status: 202, body: { proposedBy: 'Ada', to: budget(campaign, 2_000_000n) } });
    const rejected = await proposalOf(advice.id);
    expect(rejected).toMatchObject({ state: 'rejected', decisions: [{ verdict: 'reject', note: 'Less.' }] });
    await until(own.body.id, 'read_back');
  });

  test('is refused as a whole when the proposal waits no longer: 409', async () => {
    const campaign = await budgeted(3);
    const advice = await advise(campaign);
    await decide(person, advice, 'reject');
    const before = await proposals();
    expect(code(await another(campaign, advice.id))).toEqual([409, 'conflict', 'already-decided']);
    expect(await proposals()).toEqual(before);
    expect(await campaignOf(campaign.id)).toMatchObject({ version: campaign.version, pending: null });
  });

  test('that is itself refused leaves the proposal waiting', async () => {
    const campaign = await budgeted(3);
    const advice = await advise(campaign);
    const finer = await another(campaign, advice.id, 5_000n);
    expect(code(finer)).toEqual([422, 'unprocessable', 'invalid-budget']);
    expect(await proposalOf(advice.id)).toEqual(advice);
    await decide(person, advice, 'reject');
  });

  test('takes the place of a proposal for the same campaign only: 404', async () => {
    const advice = await advise(await budgeted(2));
    expect(code(await another(await budgeted(3), advice.id))).toEqual([404, 'not-found']);
    expect(await proposalOf(advice.id)).toEqual(advice);
    await decide(person, advice, 'reject');
  });
});

describe('a task (E3, E4, D5)', () => {
  const post = (accountId: string) =>
    person.call('POST', '/api/v1/tasks', {
      agent: 'budget-analyzer',
      capability: 'spend-analysis',
      input: { platform: 'meta', accountId },
    });
  const ended = (id: unknown, ...states: string[]) =>
    eventually(
      async () => (await person.call('GET', `/api/v1/tasks/${String(id)}`)).body,
      ({ state }) => states.includes(state as string),
    );

  test('that failed is retried in a new round; one that completed is not: 409', async () => {
    const { body } = await post('no-such-account');
    const failed = await ended(body.id, 'failed', 'dead_letter');
    expect(failed.failure).toMatchObject({ code: expect.stringMatching(/./) as unknown });
    const retried = await person.call('PUT', `/api/v1/tasks/${String(body.id)}/retry`);
    expect(retried).toMatchObject({ status: 202, body: { state: 'pending', round: 2 } });
    await ended(body.id, 'failed', 'dead_letter');

    const [account] = (
      (await person.call('GET', `/api/v1/connections/${tenant.connectionId}`)).body.accounts as {
        id: string;
      }[]
    ).map(({ id }) => id);
    const good = await post(account!);
    await ended(good.body.id, 'completed');
    const answer = await person.call('PUT', `/api/v1/tasks/${String(good.body.id)}/retry`);
    expect(code(answer)).toEqual([409, 'conflict']);
    // An ended task stays as it is when somebody cancels it.
    expect((await person.call('DELETE', `/api/v1/tasks/${String(good.body.id)}`)).body.state).toBe(
      'completed',
    );
  });
});

describe('another workspace (E1)', () => {
  test('gets 404 for our task, proposal, campaign and connection, whatever it does with them', async () => {
    const campaign = await budgeted(3);
    const advice = await advise(campaign);
    const [task] = (await person.call('GET', '/api/v1/tasks')).body.data as { id: string }[];
    const version = { 'if-match': `"${campaign.version}"` };
    const tries: [string, string, unknown?, Record<string, string>?][] = [
      ['GET', `tasks/${task!.id}`],
      ['DELETE', `tasks/${task!.id}`],
      ['PUT', `tasks/${task!.id}/retry`],
      ['GET', `proposals/${advice.id}`],
      ['POST', `proposals/${advice.id}/decisions`, { verdict: 'approve', version: advice.version }],
      ['POST', `proposals/${advice.id}/revert`],
      ['GET', `campaigns/${campaign.id}`],
      ['PUT', `campaigns/${campaign.id}`, { status: 'paused' }, version],
      ['GET', `connections/${tenant.connectionId}`],
      ['PUT', `connections/${tenant.connectionId}`, { paused: true }],
      ['POST', `connections/${tenant.connectionId}/sync`],
      ['DELETE', `connections/${tenant.connectionId}`],
    ];
    for (const [method, path, body, headers] of tries) {
      const answer = await other.call(method, `/api/v1/${path}`, body, headers);
      expect([method, path, ...code(answer)]).toEqual([method, path, 404, 'not-found']);
    }
    expect(await proposalOf(advice.id)).toEqual(advice);
    expect(await campaignOf(campaign.id)).toMatchObject({ version: campaign.version, status: 'active' });
  });

  test('has its own settings of the same agent, and lists nothing of ours', async () => {
    const agent = '/api/v1/agents/budget-analyzer';
    expect((await other.call('GET', agent)).body.instance).toBeNull();
    await other.call('PUT', agent, { enabled: false });
    expect((await person.call('GET', agent)).body.instance).toMatchObject({ enabled: true });
    for (const list of ['tasks', 'proposals', 'campaigns', 'connections']) {
      expect([list, (await other.call('GET', `/api/v1/${list}`)).body.data]).toEqual([list, []]);
    }
  });
});

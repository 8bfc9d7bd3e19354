import type { Agent } from '../../../contracts/agents.ts';
import type { Failure } from '../../../contracts/common.ts';
import type { Overview } from '../../../contracts/overview.ts';
import type { ProposalDetail } from '../../../contracts/proposals.ts';
import type { Session } from '../../../contracts/session.ts';
import type { TaskDetail } from '../../../contracts/tasks.ts';

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const euros = (amount: number) => ({ micros: String(amount * 1e6), currency: 'EUR' });
const range = (mean: number, p10: number, p90: number) => ({
  ...{ mean: String(mean * 1e6), p10: String(p10 * 1e6), p90: String(p90 * 1e6) },
});
const later = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

export const me = id(900);

export const session: Session = {
  user: { id: me, name: 'Camille Roux', title: null, email: 'camille@example.test', locale: 'en' },
  tenant: {
    ...{ id: id(901), name: 'Maison Solène', plan: 'pro', trialEndsAt: null, timeZone: 'Europe/Paris' },
    ...{
      currency: 'EUR',
      tasksToday: 3,
      tasksPerDay: 1000,
      sample: true,
      twoPersonAboveMicros: null,
      deletion: null,
    },
  },
  role: 'owner',
  rights: [
    ...(['read', 'run', 'change', 'manage', 'members', 'keys', 'plan', 'audit'] as const),
    ...(['identity', 'export', 'delete'] as const),
  ],
  counts: { approvals: 2, runningTasks: 0, activeAgents: 1, connections: 1 },
  temporalUiUrl: null,
};

/** A proposal to raise a budget from 180 to 240 that waits for one person. */
export function proposalOf(n: number, over: Partial<ProposalDetail> = {}): ProposalDetail {
  return {
    ...{ id: id(n), state: 'proposed', action: 'campaign.budget.set', agent: 'budget-analyzer' },
    ...{
      proposedBy: null,
      reverts: null,
      taskId: id(500),
      platform: 'meta',
      accountId: '1',
      accountName: 'FR',
    },
    ...{ campaignId: `c${n}`, campaignName: `Campaign ${n}`, risk: 'medium', sentence: 'Raise by a third.' },
    from: { dailyBudget: euros(180) },
    to: { dailyBudget: euros(240) },
    effect: {
      ...{ per: 'week', currency: 'EUR', chance: 0.88, margin: 0.5 },
      ...{ revenue: range(1229, 764, 1694), spend: range(420, 420, 420), afterCosts: range(219, -23, 461) },
      ...{ breakEvenRevenue: '808000000', breakEvenBudget: null },
    },
    ...{ approvals: 0, approvalsNeeded: 1, expiresAt: later(2), createdAt: '2026-11-23T08:00:00Z' },
    ...{
      decidedAt: null,
      appliedAt: null,
      nextCheckAt: null,
      setBack: null,
      overtaken: null,
      sample: false,
      version: 3,
      targetVersion: 41,
    },
    words: {
      campaignId: `c${n}`,
      sentence: 'Raise by a third.',
      evidence: [
        { id: 'marginal', title: 'The last euros still earn', sentence: 'One brings three.', figure: '3.15×', source: 'Days' }, // prettier-ignore
      ],
      alternatives: ['As now', 'A smaller step', 'Proposed'],
      risks: ['The platform may relearn.'],
    },
    evidence: [],
    siblings: [],
    details: {
      curve: {
        ...{ form: 'power', days: 42, r2: 0.4, tried: { from: 150, to: 246 }, breakEven: null },
        points: [100, 180, 240, 300].map((budget) => ({
          ...{ budget, mean: budget * 4, p10: budget * 3, p90: budget * 5 },
        })),
        dots: [{ date: '2026-11-01', budget: 170, value: 700 }],
        now: { budget: 180, value: 720 },
        proposed: { budget: 240, value: 960, p10: 720, p90: 1200 },
      },
      alternatives: [180, 200, 240].map((amount, i) => ({
        ...{ kind: ['as-now', 'smaller', 'proposed'][i], budget: euros(amount), chance: 0.8 },
        ...{ revenueWeek: '436000000', spendWeek: '140000000', afterCostsWeek: '87000000' },
      })),
      plan: { moves: 1, afterCostsWeek: range(219, -23, 461), chance: 0.88 },
      risks: [{ kind: 'relearning', facts: {} }],
    },
    policy: [{ id: 'step-limit', ok: true, limit: '0.35', actual: '0.3333' }],
    ...{ decisions: [], readBack: null, failure: null, outcomes: [], temporalUrl: null },
    ...over,
  };
}

export const failureOf = (over: Partial<Failure> = {}): Failure => ({
  ...{
    code: 'permission',
    message: 'Meta refused to show delivery by hour.',
    touched: 'Nothing was changed.',
  },
  ...{ remedy: 'Reconnect Meta, then retry.', providerCode: '200', trace: '7f3a91c2' },
  ...over,
});

/** A completed run with three steps and nothing proposed. */
export function taskOf(n: number, over: Partial<TaskDetail> = {}): TaskDetail {
  const step = (at: number, name: string, seconds: [number, number]) => ({
    ...{ step: at, attempt: 1, kind: 'step' as const, name, state: 'completed' as const, error: null },
    startedAt: `2026-11-23T08:00:0${seconds[0]}Z`,
    finishedAt: `2026-11-23T08:00:0${seconds[1]}Z`,
    ...{ input: { asked: name }, output: { rows: 42 }, tokensIn: 0, tokensOut: 0, costMicros: '0' },
  });
  return {
    ...{ id: id(n), number: n, agent: 'budget-analyzer', capability: 'spend-analysis', subject: 'FR' },
    ...{ state: 'completed', priority: 5, round: 1, try: 1, trigger: 'manual', requestedBy: 'Camille Roux' },
    ...{ createdAt: '2026-11-23T08:00:00Z', startedAt: '2026-11-23T08:00:00Z', finishedAt: '2026-11-23T08:00:09Z' }, // prettier-ignore
    ...{ nextTryAt: null, failure: null, headline: 'Return rose', proposals: 0, sample: false },
    input: { platform: 'meta', accountId: '1' },
    transitions: [
      { from: null, to: 'pending', at: '2026-11-23T08:00:00Z', reason: null },
      { from: 'pending', to: 'completed', at: '2026-11-23T08:00:09.500Z', reason: null },
    ],
    executions: [
      {
        ...{ id: id(n + 1000), round: 1, try: 1, state: 'completed', failure: null, model: 'offline' },
        ...{ startedAt: '2026-11-23T08:00:00Z', finishedAt: '2026-11-23T08:00:09Z' },
        ...{ tokensIn: 0, tokensOut: 0, costMicros: '0' },
        steps: [step(1, 'gather', [0, 3]), step(2, 'analyze', [3, 7]), step(3, 'write', [7, 9])],
      },
    ],
    ...{ result: null, proposalIds: [], temporalUrl: null },
    ...over,
  };
}

/** The agent that runs, with its settings. */
export const agentOf = (over: Partial<Agent> = {}): Agent => ({
  ...{ key: 'budget-analyzer', name: 'Budget Analyzer', group: 'money', premium: false, available: true },
  capabilities: ['spend-analysis', 'spend-optimization', 'roi-forecast'],
  instance: { id: id(700), enabled: true, autonomy: 'ask', settings: { stepLimit: 0.2 }, version: 3 },
  settingsSchema: {
    type: 'object',
    properties: {
      monthlyBudgetMicros: { default: null, anyOf: [{ type: 'string' }, { type: 'null' }] },
      stepLimit: { default: 0.2, type: 'number', minimum: 0.01, maximum: 0.5 },
    },
  },
  ...{ state: 'active', problem: null, tasks: 6, completed: 6, successRate: 1, tokens: 0 },
  ...{ lastRunAt: '2026-11-23T09:40:00Z', calibration: [true, true, true, false, true] },
  ...over,
});

/** A premium agent of a later release. */
export const laterAgent = agentOf({
  ...{ key: 'competitor-intelligence', name: 'Competitor Intelligence', group: 'shop', premium: true },
  ...{
    available: false,
    state: 'unavailable',
    instance: null,
    settingsSchema: null,
    tasks: 0,
    calibration: [],
  },
  capabilities: ['competitor-tracking', 'market-trends', 'competitive-insights'],
});

export const totalsOf = (spend: number, value: number, orders: number) => ({
  ...{ currency: 'EUR', impressions: 1000, clicks: 100, ctr: 0.1, cpmMicros: '1000000' },
  ...{ spendMicros: String(spend * 1e6), conversions: orders, conversionValueMicros: String(value * 1e6) },
  roas: spend ? value / spend : null,
  cpaMicros: orders ? String(Math.round((spend * 1e6) / orders)) : null,
});
const week = (first: number) => Array.from({ length: 7 }, (_, i) => `2026-11-${first + i}`);
const days = (first: number) => week(first).map((day) => ({ ...totalsOf(100, 420, 10), day, final: true }));

/** One proposal waits, one task gave up. */
export const overview: Overview = {
  asOf: '2026-11-23T09:40:00Z',
  decisions: [
    proposalOf(3, {
      campaignName: 'FR · Prospecting',
      sentence: 'Raise from €180 to €240: \u2212€420 spend a week.',
    }),
  ],
  attention: [{ kind: 'task-dead-letter', id: id(5), title: 'Report export', at: null, code: 'mail' }],
  streamsOnTime: 5,
  metrics: {
    period: { from: '2026-11-16', to: '2026-11-22' },
    before: { from: '2026-11-10', to: '2026-11-16' },
    ...{ totals: totalsOf(16_480, 84_310, 10), totalsBefore: totalsOf(15_530, 75_010, 10) },
    ...{ days: days(16), daysBefore: days(10), syncedAt: '2026-11-23T09:40:00Z' },
  },
  tasks: {
    ...{ totalAgents: 16, activeAgents: 1, completed: 6, completedBefore: 0 },
    ...{ successRate: 1, successRateBefore: null },
    days: week(17).map((day, i) => ({
      day,
      completed: i === 6 ? 6 : 0,
      canceled: 0,
      failed: 0,
      deadLetter: 0,
    })),
  },
  agents: [
    { key: 'budget-analyzer', name: 'Budget Analyzer', state: 'idle', capability: null, taskId: null },
  ],
  changes: [
    {
      ...{ campaignId: 'meta:1', name: 'FR · Prospecting', platform: 'meta', currency: 'EUR' },
      ...{ changeMicros: '-690000000', spendEffectMicros: '-500000000', rateEffectMicros: '-190000000' },
    },
  ],
};

export const counts = { pending: 0, running: 0, completed: 0, failed: 0, retrying: 0, dead_letter: 0, canceled: 0 }; // prettier-ignore

/** A workspace with one proposal, one trouble, one agent that runs and one that comes later. */
export const workspace = {
  'GET overview': overview,
  'GET agents': { data: [agentOf(), laterAgent] },
  'GET tasks': { data: [], nextCursor: null, counts },
  'GET notifications': { data: [], nextCursor: null, unread: 0 },
};

/** A connection as the API answers it: sample data of Meta, in order. */
export const connection = {
  id: '0b1f3c52-7a51-4c6b-9d39-2f6a5a0e9b03',
  platform: 'meta',
  environment: 'sandbox',
  state: 'connected',
  name: 'Meta (sample data)',
  scopes: ['ads_read'],
  connectedBy: 'Camille Roux',
  connectedAt: '2026-11-23T08:35:00.000Z',
  expiresAt: null as string | null,
  reconnectReason: null as string | null,
  syncIntervalMinutes: 60,
  nextSyncAt: '2026-11-23T09:40:00.000Z',
  version: 3,
  health: 'on_time',
  accounts: [
    {
      id: '11',
      name: 'Solène FR',
      currency: 'EUR',
      timeZone: 'Europe/Paris',
      status: 'active',
      selected: true,
      activeCampaigns: 6,
    },
    {
      id: '12',
      name: 'Solène US',
      currency: 'USD',
      timeZone: 'America/New_York',
      status: 'active',
      selected: false,
      activeCampaigns: 0,
    },
  ],
  streams: [stream('accounts', 'on_time', 2, 1, 1), stream('insights', 'on_time', 506, 13, 13)],
  lastSync: {
    id: '0b1f3c52-7a51-4c6b-9d39-2f6a5a0e9b04',
    trigger: 'first',
    state: 'completed',
    requestedAt: '2026-11-23T08:35:00.000Z',
    startedAt: '2026-11-23T08:35:00.000Z',
    finishedAt: '2026-11-23T08:40:00.000Z',
    rowsRead: 910,
    rowsChanged: 12,
    failure: null as { code: string; message: string } | null,
  },
};

export function stream(name: string, state: string, rows: number, done: number, total: number) {
  return {
    accountId: name === 'accounts' ? '' : '11',
    accountName: name === 'accounts' ? null : 'Solène FR',
    stream: name,
    state,
    rows,
    done,
    total,
    syncedUntil: null,
    lastSuccessAt: '2026-11-23T08:40:00.000Z',
    error: null as { code: string; detail: string } | null,
  };
}

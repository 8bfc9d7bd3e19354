import type { Agent } from '../../../contracts/agents.ts';
import type { Overview } from '../../../contracts/overview.ts';
import type { Proposal } from '../../../contracts/proposals.ts';
import type { Session } from '../../../contracts/session.ts';

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const at = '2026-11-23T09:40:00.000Z';

export const session: Session = {
  user: { id: id(1), name: 'Camille Roux', title: null, email: 'camille@example.test', locale: 'en' },
  tenant: {
    id: id(2),
    name: 'Maison Solène',
    plan: 'pro',
    trialEndsAt: null,
    timeZone: 'Europe/Paris',
    currency: 'EUR',
    tasksToday: 6,
    tasksPerDay: 1000,
    twoPersonAboveMicros: null,
    sample: true,
  },
  role: 'owner',
  counts: { approvals: 1, runningTasks: 0, activeAgents: 1, connections: 1 },
  temporalUiUrl: null,
};

const interval = (mean: string, p10: string, p90: string) => ({ mean, p10, p90 });
export const proposal: Proposal = {
  id: id(3),
  state: 'proposed',
  action: 'campaign.budget.set',
  agent: 'budget-analyzer',
  proposedBy: null,
  reverts: null,
  taskId: id(4),
  platform: 'meta',
  accountId: '1',
  accountName: 'Maison Solène FR',
  campaignId: 'meta:1',
  campaignName: 'FR · Prospecting',
  from: { dailyBudget: { micros: '180000000', currency: 'EUR' } },
  to: { dailyBudget: { micros: '240000000', currency: 'EUR' } },
  effect: {
    per: 'week',
    currency: 'EUR',
    revenue: interval('2000000000', '1500000000', '2500000000'),
    spend: interval('420000000', '420000000', '420000000'),
    afterCosts: interval('1229000000', '-40000000', '1694000000'),
    chance: 0.88,
    breakEvenRevenue: '1',
    breakEvenBudget: null,
    margin: 0.5,
  },
  risk: 'medium',
  sentence: 'Raise from €180 to €240: \u2212€420 spend a week.',
  approvals: 0,
  approvalsNeeded: 1,
  expiresAt: '2030-01-01T00:00:00.000Z',
  createdAt: at,
  decidedAt: null,
  appliedAt: null,
  nextCheckAt: null,
  sample: true,
  version: 1,
};

const totals = (spend: string, value: string | null) => ({
  currency: 'EUR',
  impressions: 1000,
  clicks: 100,
  spendMicros: spend,
  conversions: 10,
  conversionValueMicros: value,
  roas: 4.2,
  cpaMicros: null,
  ctr: 0.1,
  cpmMicros: null,
});
const day = (date: string) => ({ ...totals('100000000', '420000000'), day: date, final: true });
const week = (first: number) =>
  Array.from({ length: 7 }, (_, i) => `2026-11-${String(first + i).padStart(2, '0')}`);

export const overview: Overview = {
  asOf: at,
  decisions: [proposal],
  attention: [{ kind: 'task-dead-letter', id: id(5), title: 'Report export', at, code: 'mail' }],
  streamsOnTime: 5,
  metrics: {
    period: { from: '2026-11-16', to: '2026-11-22' },
    before: { from: '2026-11-09', to: '2026-11-15' },
    totals: totals('16480000000', '84310000000'),
    totalsBefore: totals('15530000000', '75010000000'),
    days: week(16).map(day),
    daysBefore: week(9).map(day),
    syncedAt: at,
  },
  tasks: {
    totalAgents: 16,
    activeAgents: 1,
    completed: 6,
    completedBefore: 0,
    successRate: 1,
    successRateBefore: null,
    days: week(17).map((date, i) => ({
      day: date,
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
      campaignId: 'meta:1',
      name: 'FR · Prospecting',
      platform: 'meta',
      currency: 'EUR',
      changeMicros: '-690000000',
      spendEffectMicros: '-500000000',
      rateEffectMicros: '-190000000',
    },
  ],
};

export const analyzer: Agent = {
  key: 'budget-analyzer',
  name: 'Budget Analyzer',
  group: 'money',
  premium: false,
  available: true,
  capabilities: ['spend-analysis', 'spend-optimization', 'roi-forecast'],
  instance: { id: id(6), enabled: true, autonomy: 'ask', settings: { stepLimit: 0.2 }, version: 3 },
  settingsSchema: {
    type: 'object',
    properties: {
      monthlyBudgetMicros: { default: null, anyOf: [{ type: 'string' }, { type: 'null' }] },
      stepLimit: { default: 0.2, type: 'number', minimum: 0.01, maximum: 0.5 },
    },
  },
  state: 'active',
  problem: null,
  tasks: 6,
  completed: 6,
  successRate: 1,
  tokens: 0,
  lastRunAt: at,
  calibration: [true, true, true, false, true],
};

export const later: Agent = {
  ...analyzer,
  key: 'competitor-intelligence',
  name: 'Competitor Intelligence',
  group: 'shop',
  premium: true,
  available: false,
  capabilities: ['competitor-tracking', 'market-trends', 'competitive-insights'],
  instance: null,
  settingsSchema: null,
  state: 'unavailable',
  tasks: 0,
  calibration: [],
};

const noTasks = {
  data: [],
  nextCursor: null,
  counts: { pending: 0, running: 0, completed: 0, failed: 0, retrying: 0, dead_letter: 0, canceled: 0 },
};

/** A workspace with one proposal, one trouble, one agent that runs and one that comes later. */
export const workspace = {
  'GET session': () => ({ body: session }),
  'GET overview': () => ({ body: overview }),
  'GET agents': () => ({ body: { data: [analyzer, later] } }),
  'GET tasks': () => ({ body: noTasks }),
};

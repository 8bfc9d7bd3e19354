import { randomFor } from '../domain/random.ts';
import { dayNumber, localTime, startOfDay, type Day } from './days.ts';
import { drawDemand } from './generate.ts';
import type { CampaignChange, Entry } from './ledger.ts';
import { budgetOn, marketCampaign, type MarketCampaign } from './market.ts';
import { createPlanner, type Planner } from './report.ts';
import type { Scenario, ScenarioAccount } from './scenario.ts';

export interface WorldCampaign {
  id: string;
  account: ScenarioAccount;
  name: string;
  objective: string;
  status: 'ACTIVE' | 'PAUSED' | 'ARCHIVED' | 'DELETED';
  lifetimeBudgetMicros: bigint | null;
  createdAt: number;
  updatedAt: number;
  startsAt: number;
  stopsAt: number | null;
  market: MarketCampaign;
  /** The scenario's labels; empty for campaigns created through the API. */
  traits: string[];
}

/** Everything there is to advertise with, at the moment. */
export interface World {
  scenario: Scenario;
  origin: Day;
  accounts: Map<string, ScenarioAccount>;
  campaigns: Map<string, WorldCampaign>;
  planner: Planner;
  lastWriteAt: number;
}

/** A scenario set on real days. */
export function buildWorld(scenario: Scenario, originText: string): World {
  const origin = dayNumber(originText);
  const campaigns = new Map<string, WorldCampaign>();
  for (const account of scenario.accounts) {
    for (const plan of account.campaigns) {
      const market = marketCampaign(scenario.seed, origin, plan);
      const lastBudget = market.budgets.findLast((b) => b.from <= origin) ?? market.budgets[0]!;
      const lastChange = plan.status === 'ACTIVE' ? lastBudget.from : origin + plan.statusSince;
      campaigns.set(plan.id, {
        id: plan.id,
        account,
        name: plan.name,
        objective: plan.objective,
        status: plan.status,
        lifetimeBudgetMicros: null,
        createdAt: startOfDay(market.starts, account.timeZone),
        updatedAt: startOfDay(Math.max(market.starts, lastChange), account.timeZone),
        startsAt: startOfDay(market.starts, account.timeZone),
        stopsAt: market.stops === null ? null : startOfDay(market.stops, account.timeZone),
        market,
        traits: plan.traits,
      });
    }
  }
  const accounts = new Map(scenario.accounts.map((a) => [a.id, a]));
  return { scenario, origin, accounts, campaigns, planner: createPlanner(), lastWriteAt: -Infinity };
}

/** Applies a write from the ledger, live or replayed. */
export function applyWrite(world: World, entry: Entry & { kind: 'write' }): void {
  if (entry.outcome !== 'applied' || !entry.change || entry.campaignId === null) return;
  const at = Date.parse(entry.at);
  world.lastWriteAt = Math.max(world.lastWriteAt, at);
  const known = world.campaigns.get(entry.campaignId);
  if (known) changeCampaign(known, entry.change, at);
  else if (entry.operation === 'campaign.create')
    createCampaign(world, entry.accountId!, entry.campaignId, entry.change, at);
}

/** The daily budget the API shows: a change is visible at once and delivers from tomorrow. */
export function shownBudget(campaign: WorldCampaign, at: number): bigint {
  const { day } = localTime(at, campaign.account.timeZone);
  const { budgets } = campaign.market;
  return (budgets.findLast((b) => b.from <= day + 1) ?? budgets[0])?.micros ?? 0n;
}

/** The daily budget that delivers today. */
export function todaysBudget(campaign: WorldCampaign, at: number): bigint {
  return budgetOn(campaign.market, localTime(at, campaign.account.timeZone).day);
}

function changeCampaign(campaign: WorldCampaign, change: CampaignChange, at: number): void {
  const { day, share } = localTime(at, campaign.account.timeZone);
  const { market } = campaign;
  campaign.updatedAt = at;
  if (change.name !== undefined) campaign.name = change.name;
  if (change.status !== undefined && change.status !== campaign.status) {
    campaign.status = change.status;
    market.switches.push({ day, share, on: change.status === 'ACTIVE' });
  }
  if (change.dailyBudgetMicros !== undefined) setBudget(market, day + 1, BigInt(change.dailyBudgetMicros));
  if (change.stopsAt !== undefined) {
    campaign.stopsAt = change.stopsAt;
    market.stops = localTime(change.stopsAt, campaign.account.timeZone).day;
  }
  if (change.lifetimeBudgetMicros !== undefined) {
    campaign.lifetimeBudgetMicros = BigInt(change.lifetimeBudgetMicros);
    setBudget(market, day + 1, lifetimeShare(campaign.lifetimeBudgetMicros, market));
  }
}

function createCampaign(
  world: World,
  accountId: string,
  id: string,
  change: CampaignChange,
  at: number,
): void {
  const account = world.accounts.get(accountId);
  if (!account) return;
  const now = localTime(at, account.timeZone);
  const startsAt = Math.max(at, change.startsAt ?? at);
  const starts = localTime(startsAt, account.timeZone);
  const market: MarketCampaign = {
    key: `${world.scenario.seed}/${id}`,
    model: drawDemand(randomFor(world.scenario.seed, id, 'created'), 120),
    events: [],
    starts: starts.day,
    stops: change.stopsAt === undefined ? null : localTime(change.stopsAt, account.timeZone).day,
    budgets: [],
    switches: [{ day: now.day, share: 0, on: false }],
  };
  if (change.status === 'ACTIVE') market.switches.push({ day: starts.day, share: starts.share, on: true });
  const lifetime = change.lifetimeBudgetMicros === undefined ? null : BigInt(change.lifetimeBudgetMicros);
  const daily = lifetime === null ? BigInt(change.dailyBudgetMicros ?? '0') : lifetimeShare(lifetime, market);
  setBudget(market, now.day, daily);
  world.campaigns.set(id, {
    id,
    account,
    name: change.name ?? '',
    objective: change.objective ?? '',
    status: change.status ?? 'PAUSED',
    lifetimeBudgetMicros: lifetime,
    createdAt: at,
    updatedAt: at,
    startsAt,
    stopsAt: change.stopsAt ?? null,
    market,
    traits: [],
  });
}

/** A lifetime budget is spent evenly over the campaign's days. */
function lifetimeShare(lifetime: bigint, market: MarketCampaign): bigint {
  const days = BigInt(Math.max(1, (market.stops ?? market.starts + 30) - market.starts));
  return (lifetime / days / 10_000n) * 10_000n;
}

function setBudget(market: MarketCampaign, from: Day, micros: bigint): void {
  market.budgets = [...market.budgets.filter((b) => b.from < from), { from, micros }];
}

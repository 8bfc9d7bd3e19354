import { addDays } from '../../domain/calendar.ts';
import { allocate, idle, type AllocationItem } from '../../domain/allocation.ts';
import { unitsFromMicros } from '../../domain/money.ts';
import { meanValueAt } from '../../domain/response-curve.ts';
import { intervalOf } from '../../domain/statistics.ts';
import { fact, moneyInterval, moneyJson } from '../facts.ts';
import type { Analysis, Facts, Finding } from '../types.ts';
import { commonCaveats, dataQuality, type AccountDays } from './account-days.ts';
import { chooseCandidates, WAIT_DAYS, type Candidate, type SetAside } from './candidates.ts';
import { chanceOfGain, marginalAt, sumOfDraws, weekEffect } from './effect.ts';
import { proposeBudget } from './proposal.ts';
import type { Settings } from './schema.ts';

/** Changes below this share of a budget are not worth a person's decision, … */
const WORTH_ASKING = 0.04;
/** … nor is a raise that brings less than this share of what the whole plan gains. */
const WORTH_RAISING = 0.02;
/** A plan is proposed when it gains after costs with at least this chance. */
const PLAN_CHANCE = 0.65;

interface Move {
  candidate: Candidate;
  to: number;
}

/** Where the budget earns most: curves, allocation, and a proposal for each budget that should change. */
export function optimizeSpend(account: AccountDays, settings: Settings): Analysis {
  const { candidates, aside } = chooseCandidates(account, settings);
  const { margin } = account;
  const total = candidates.reduce((sum, c) => sum + c.budget, 0);
  const planned = planMoves(candidates, settings, margin);
  const effects = planned.map((m) => weekEffect(m.candidate, m.to, margin));
  const draws = sumOfDraws(effects);
  const chance = planned.length > 0 ? chanceOfGain(draws) : 0;
  const gain = intervalOf(draws.length > 0 ? draws : [0]);
  const moves = gain.mean > 0 && chance >= PLAN_CHANCE ? planned : [];
  const proposals = moves.map((m) =>
    proposeBudget(account, m.candidate, m.to, margin, { moves: moves.length, gain, chance }),
  );
  const money = (x: number) => fact.money(x, account.currency);

  const facts: Facts = {
    known: fact.count(candidates.length),
    campaigns: fact.count(candidates.length + aside.length),
    total: fact.budget(total, account.currency),
  };
  const waiting = aside.filter(isWaiting).length;
  let kind = candidates.length === 0 ? 'no-curve' : 'nothing-to-move';
  if (waiting > 0) {
    kind = 'waiting';
    Object.assign(facts, { waiting: fact.count(waiting), wait: fact.count(WAIT_DAYS) });
  }
  if (moves.length > 0) {
    kind = 'reallocate';
    Object.assign(facts, {
      moves: fact.count(moves.length),
      revenue: money(effects.reduce((sum, e) => sum + e.revenue.mean, 0)),
      spend: money(effects.reduce((sum, e) => sum + e.spend.mean, 0)),
      gain: money(gain.mean),
      low: money(gain.p10),
      high: money(gain.p90),
      chance: fact.percent(chance),
      likely: fact.percent(0.8),
    });
  }
  return {
    agent: 'budget-analyzer',
    capability: 'spend-optimization',
    asOf: account.asOf,
    headline: { kind, facts },
    findings: [
      ...moves.map((m, i) => moveFinding(account, m, effects[i]!)),
      ...totalFinding(account, candidates),
      ...aside.filter((a) => a.reason !== 'not-active').map((a) => asideFinding(account, a)),
    ],
    proposals,
    caveats: [
      ...(candidates.length > 0 ? [{ kind: 'platform-claimed', facts: {} }] : []),
      ...commonCaveats(account, settings),
    ],
    dataQuality: dataQuality(account),
    data: {
      currency: account.currency,
      total: moneyJson(total, account.currency),
      plan: moves.length > 0 ? { afterCostsWeek: moneyInterval(gain), chance } : null,
      allocation: candidates.map((c) => ({
        campaignId: c.source.campaign.id,
        name: c.source.campaign.name,
        current: moneyJson(c.budget, account.currency),
        proposed: moneyJson(moves.find((m) => m.candidate === c)?.to ?? c.budget, account.currency),
        marginalRoas: marginalAt(c, c.budget),
        form: c.curve.best.shape.form,
        r2: c.curve.r2,
        days: c.curve.days,
        spendVariation: c.spendVariation,
        heldOutSkill: c.heldOutSkill,
      })),
      setAside: aside.map((a) => ({
        campaignId: a.source.campaign.id,
        name: a.source.campaign.name,
        reason: a.reason,
        measured: a.measured,
        needed: a.needed,
      })),
    },
  };
}

/**
 * Best budgets within bounds and step limit, in whole units. Campaigns whose change would be too small to ask for stay as they
 * are, and the others are planned again without them.
 */
function planMoves(candidates: readonly Candidate[], settings: Settings, margin: number): Move[] {
  let taking = candidates;
  for (;;) {
    const total = taking.reduce((sum, c) => sum + c.budget, 0);
    const items = taking.map((c) => itemOf(c, settings, margin));
    const room = settings.total === 'at-most' ? [idle(total)] : [];
    const { amounts } = allocate([...items, ...room], total);
    const moves = taking.map((candidate, i) => ({
      candidate,
      item: items[i]!,
      to: wholeUnits(amounts[i]!, items[i]!),
    }));
    const gains = moves.map(({ candidate, item, to }) => item.value(to) - item.value(candidate.budget));
    const needed = WORTH_RAISING * gains.reduce((sum, gain) => sum + gain, 0);
    const worth = moves.filter(({ candidate: { budget }, to }, i) =>
      to > budget ? to / budget - 1 >= WORTH_ASKING && gains[i]! >= needed : 1 - to / budget >= WORTH_ASKING,
    );
    if (worth.length === moves.length) return withinTotal(moves);
    taking = worth.map((m) => m.candidate);
  }
}

function itemOf(candidate: Candidate, settings: Settings, margin: number): AllocationItem {
  const least = unitsFromMicros(BigInt(settings.minDailyBudgetMicros));
  const most =
    settings.maxDailyBudgetMicros === null
      ? Infinity
      : unitsFromMicros(BigInt(settings.maxDailyBudgetMicros));
  const { budget, curve, fill } = candidate;
  return {
    // A budget that already lies outside the bounds may stay, but not move further out.
    low: Math.min(budget, Math.max(least, budget * (1 - settings.stepLimit))),
    high: Math.max(budget, Math.min(most, budget * (1 + settings.stepLimit))),
    value: (x) => margin * meanValueAt(curve, x * fill) - x * fill,
  };
}

function wholeUnits(amount: number, { low, high }: AllocationItem): number {
  const rounded = Math.round(amount);
  if (rounded < low) return Math.ceil(low) <= high ? Math.ceil(low) : amount;
  if (rounded > high) return Math.floor(high) >= low ? Math.floor(high) : amount;
  return rounded;
}

/** Rounding must not raise the total: raises give back, the least useful first. */
function withinTotal(moves: (Move & { item: AllocationItem })[]): Move[] {
  let over = moves.reduce((sum, m) => sum + m.to - m.candidate.budget, 0);
  const use = ({ item, candidate, to }: (typeof moves)[number]) =>
    (item.value(to) - item.value(candidate.budget)) / (to - candidate.budget);
  for (const raise of moves.filter((m) => m.to > m.candidate.budget).sort((a, b) => use(a) - use(b))) {
    if (over <= 0) break;
    const back = Math.min(Math.ceil(over), raise.to - raise.candidate.budget);
    raise.to -= back;
    over -= back;
  }
  return moves.filter((m) => m.to !== m.candidate.budget);
}

function moveFinding(
  account: AccountDays,
  { candidate, to }: Move,
  effect: ReturnType<typeof weekEffect>,
): Finding {
  const { campaign } = candidate.source;
  const money = (x: number) => fact.money(x, account.currency);
  return {
    id: `move-${campaign.id}`,
    kind: to > candidate.budget ? 'raise' : 'cut',
    tone: 'good',
    campaignId: campaign.id,
    facts: {
      campaign: fact.name(campaign.name),
      from: fact.budget(candidate.budget, account.currency),
      to: fact.budget(to, account.currency),
      step: fact.percent(to / candidate.budget - 1),
      revenue: money(effect.revenue.mean),
      low: money(effect.revenue.p10),
      high: money(effect.revenue.p90),
      spend: money(effect.spend.mean),
      afterCosts: money(effect.afterCosts.mean),
      chance: fact.percent(effect.chance),
      likely: fact.percent(0.8),
      marginal: fact.ratio(marginalAt(candidate, candidate.budget)),
    },
  };
}

/** Whether the last euros of the whole account pay, which moving money between campaigns cannot answer. */
function totalFinding(account: AccountDays, candidates: readonly Candidate[]): Finding[] {
  const spend = candidates.reduce((sum, c) => sum + c.budget * c.fill, 0);
  if (spend === 0) return [];
  const marginal = candidates.reduce(
    (sum, c) => sum + (marginalAt(c, c.budget) * c.budget * c.fill) / spend,
    0,
  );
  const needed = 1 / account.margin;
  if (marginal > 0.8 * needed && marginal < 1.25 * needed) return [];
  return [
    {
      id: 'total',
      kind: marginal < needed ? 'total-too-high' : 'total-could-grow',
      tone: marginal < needed ? 'warning' : 'good',
      campaignId: null,
      facts: {
        marginal: fact.ratio(marginal),
        needed: fact.ratio(needed),
        known: fact.count(candidates.length),
      },
    },
  ];
}

function isWaiting({ reason }: SetAside): boolean {
  return reason === 'changed-recently' || reason === 'rejected-recently';
}

function asideFinding(account: AccountDays, aside: SetAside): Finding {
  const { reason, measured, needed } = aside;
  const { campaign } = aside.source;
  const isShare =
    reason === 'too-little-variation' || reason === 'not-increasing' || reason === 'budget-not-spent';
  const figure = (x: number) => (isShare ? fact.percent(x) : fact.count(Math.ceil(x)));
  return {
    id: `aside-${campaign.id}`,
    kind: `aside-${reason}`,
    tone: 'neutral',
    campaignId: campaign.id,
    facts: {
      campaign: fact.name(campaign.name),
      ...(isWaiting(aside) ? { on: fact.date(addDays(account.asOf, -measured!)) } : {}),
      ...(measured !== null && reason !== 'no-held-out-skill' ? { measured: figure(measured) } : {}),
      ...(needed !== null && reason !== 'no-held-out-skill' ? { needed: figure(needed) } : {}),
    },
  };
}

import { meanValueAt, valuesAt } from '../../domain/response-curve.ts';
import { intervalOf, type Interval } from '../../domain/statistics.ts';
import { fact, microsText, moneyInterval, moneyJson } from '../facts.ts';
import type { Facts, MoneyInterval, ProposalDraft } from '../types.ts';
import type { AccountDays } from './account-days.ts';
import type { Candidate } from './candidates.ts';
import { breakEvenBudget, weekEffect, type WeekEffect } from './effect.ts';
import { evidenceOf } from './proposal-evidence.ts';

/** What the proposal page draws; budgets and values a day in currency units, amounts of a week in micros. */
export interface ProposalDetails extends Record<string, unknown> {
  curve: {
    form: string;
    days: number;
    r2: number;
    points: { budget: number; mean: number; p10: number; p90: number }[];
    tried: { from: number; to: number };
    dots: { date: string; budget: number; value: number }[];
    now: { budget: number; value: number };
    proposed: { budget: number; value: number; p10: number; p90: number };
    breakEven: number | null;
  };
  alternatives: Alternative[];
  /** All changes of the run together. */
  plan: { moves: number; afterCostsWeek: MoneyInterval; chance: number };
  risks: { kind: string; facts: Facts }[];
}

/** The changes of one run, which keep the total together: gain a week after costs, in currency units. */
export interface Plan {
  moves: number;
  gain: Interval;
  chance: number;
}

export interface Alternative {
  kind: 'as-now' | 'smaller' | 'proposed' | 'larger' | 'untried';
  budget: { micros: string; currency: string };
  revenueWeek: string;
  spendWeek: string;
  afterCostsWeek: string;
  chance: number;
}

const POINTS = 41;

/** A proposal to set one daily budget, with everything a person needs to judge it. */
export function proposeBudget(
  account: AccountDays,
  candidate: Candidate,
  to: number,
  margin: number,
  plan: Plan,
): ProposalDraft {
  const { currency } = account;
  const { campaign } = candidate.source;
  const { account: adAccount } = account.gathered;
  const effect = weekEffect(candidate, to, margin);
  const breakEven = breakEvenBudget(candidate, margin);
  const outside = to > candidate.tried.to || to < candidate.tried.from;
  return {
    action: 'campaign.budget.set',
    platform: adAccount.platform,
    connectionId: adAccount.connectionId,
    accountId: adAccount.id,
    campaignId: campaign.id,
    campaignName: campaign.name,
    targetVersion: campaign.version,
    from: { dailyBudget: { micros: campaign.dailyBudgetMicros!, currency } },
    to: { dailyBudget: moneyJson(to, currency) },
    risk: riskOf(candidate, to, effect, outside),
    effect: {
      per: 'week',
      currency,
      revenue: moneyInterval(effect.revenue),
      spend: moneyInterval(effect.spend),
      afterCosts: moneyInterval(effect.afterCosts),
      chance: effect.chance,
      breakEvenRevenue: microsText(effect.spend.mean / margin),
      breakEvenBudget: breakEven === null ? null : microsText(breakEven),
      margin,
    },
    evidence: evidenceOf(account, candidate),
    details: {
      curve: curveOf(candidate, to, breakEven),
      alternatives: alternativesOf(candidate, to, margin, currency),
      plan: { moves: plan.moves, afterCostsWeek: moneyInterval(plan.gain), chance: plan.chance },
      risks: risksOf(account, candidate, {
        outside,
        lossAlone: effect.afterCosts.mean < 0,
        moves: plan.moves,
      }),
    } satisfies ProposalDetails,
  };
}

/** Low: a small step inside what was tried that very likely pays. High: a step outside it, or a raise that may well not pay. */
function riskOf(
  candidate: Candidate,
  to: number,
  effect: WeekEffect,
  outside: boolean,
): ProposalDraft['risk'] {
  const step = Math.abs(to / candidate.budget - 1);
  if (outside || (to > candidate.budget && effect.chance < 0.6)) return 'high';
  return step <= 0.1 && effect.chance >= 0.8 ? 'low' : 'medium';
}

function curveOf(candidate: Candidate, to: number, breakEven: number | null): ProposalDetails['curve'] {
  const { curve, fill, tried, budget } = candidate;
  const low = Math.min(tried.from, to, budget) * 0.6;
  const high = Math.max(tried.to, to, budget) * 1.4;
  const at = (b: number) => {
    const { mean, p10, p90 } = intervalOf(valuesAt(curve, b * fill));
    return { budget: cents(b), mean: cents(mean), p10: cents(p10), p90: cents(p90) };
  };
  const proposed = at(to);
  return {
    form: curve.best.shape.form,
    days: curve.days,
    r2: Math.round(curve.r2 * 1000) / 1000,
    points: Array.from({ length: POINTS }, (_, i) => at(low + ((high - low) * i) / (POINTS - 1))),
    tried: { from: cents(tried.from), to: cents(tried.to) },
    dots: curve.dots.map((d) => ({ date: d.date, budget: cents(d.spend / fill), value: cents(d.value) })),
    now: { budget: cents(budget), value: cents(meanValueAt(curve, budget * fill)) },
    proposed: { budget: to, value: proposed.mean, p10: proposed.p10, p90: proposed.p90 },
    breakEven: breakEven === null ? null : cents(breakEven),
  };
}

/** As now, half of the step, the step, and half as much again. */
function alternativesOf(candidate: Candidate, to: number, margin: number, currency: string): Alternative[] {
  const step = to - candidate.budget;
  const options = [
    { kind: 'as-now', budget: candidate.budget },
    { kind: 'smaller', budget: Math.round(candidate.budget + step / 2) },
    { kind: 'proposed', budget: to },
    { kind: 'larger', budget: Math.round(candidate.budget + 1.5 * step) },
  ] as const;
  return options
    .filter(
      (o) =>
        o.kind === 'as-now' ||
        o.kind === 'proposed' ||
        (o.budget !== to && o.budget !== candidate.budget && o.budget > 0),
    )
    .map(({ kind, budget }) => {
      const effect = weekEffect(candidate, budget, margin);
      const untried = kind === 'larger' && (budget > candidate.tried.to || budget < candidate.tried.from);
      return {
        kind: untried ? 'untried' : kind,
        budget: moneyJson(budget, currency),
        revenueWeek: microsText(effect.revenue.mean),
        spendWeek: microsText(effect.spend.mean),
        afterCostsWeek: microsText(effect.afterCosts.mean),
        chance: effect.chance,
      };
    });
}

function risksOf(
  account: AccountDays,
  candidate: Candidate,
  move: { outside: boolean; lossAlone: boolean; moves: number },
): ProposalDetails['risks'] {
  const risks: ProposalDetails['risks'] = [];
  const tried = {
    low: fact.money(Math.round(candidate.tried.from), account.currency),
    high: fact.money(Math.round(candidate.tried.to), account.currency),
  };
  if (move.outside) risks.push({ kind: 'outside-tried', facts: tried });
  if (move.moves > 1)
    risks.push({
      kind: move.lossAlone ? 'only-in-plan' : 'part-of-plan',
      facts: { count: fact.count(move.moves) },
    });
  risks.push({ kind: 'relearning', facts: {} });
  risks.push({
    kind: 'version-pinned',
    facts: {
      version: fact.count(candidate.source.campaign.version),
      campaign: fact.name(candidate.source.campaign.name),
    },
  });
  return risks;
}

function cents(x: number): number {
  return Math.round(x * 100) / 100;
}

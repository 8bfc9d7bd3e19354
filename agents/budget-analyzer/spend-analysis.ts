import { addDays, daysBetween, monthEnd } from '../../domain/calendar.ts';
import { marginalReturn } from '../../domain/marginal-return.ts';
import { splitMixRate, type MixRate } from '../../domain/mix-rate.ts';
import { unitsFromMicros } from '../../domain/money.ts';
import { paceMonth, type Pacing } from '../../domain/pacing.ts';
import { ratiosOf, sumTotals, type Ratios, type Totals } from '../../domain/ratios.ts';
import { variationOfSpend } from '../../domain/response-gate.ts';
import type { Interval } from '../../domain/statistics.ts';
import { fact, microsText, moneyInterval } from '../facts.ts';
import type { Analysis, Facts, Finding } from '../types.ts';
import {
  commonCaveats,
  dailySeries,
  dataQuality,
  responseDays,
  totalsBetween,
  type AccountDays,
} from './account-days.ts';
import type { Settings } from './schema.ts';

const PERIOD = 28;
/** Campaigns below this share of spend are not worth a finding. */
const WORTH_SAYING = 0.03;
/** Least variation of spend for a marginal return that is more than belief. */
const MARGINAL_NEEDS = 0.1;

interface CampaignView {
  id: string;
  name: string;
  now: Totals;
  before: Totals;
  ratios: Ratios;
  marginal: Interval | null;
}

/** Spend and ROI of the last settled weeks, pacing of this month, and what changed against the weeks before. */
export function analyzeSpend(account: AccountDays, settings: Settings): Analysis {
  const known = daysBetween(account.from, account.settledTo) + 1;
  const length = Math.min(PERIOD, Math.floor(known / 2));
  const pacing = pacingOf(account, settings);
  const base = {
    agent: 'budget-analyzer',
    capability: 'spend-analysis',
    asOf: account.asOf,
    proposals: [],
    dataQuality: dataQuality(account),
  };
  if (length < 7) {
    const facts = { days: fact.count(Math.max(0, known)), needed: fact.count(14) };
    const refusal: Finding = {
      id: 'too-few-days',
      kind: 'too-few-days',
      tone: 'neutral',
      campaignId: null,
      facts,
    };
    return {
      ...base,
      headline: { kind: 'too-few-days', facts },
      findings: [...pacingFindings(account, pacing), refusal],
      caveats: commonCaveats(account, settings),
      data: { pacing: pacingJson(pacing) },
    };
  }
  const to = account.settledTo;
  const from = addDays(to, 1 - length);
  const earlier = { from: addDays(from, -length), to: addDays(from, -1) };
  const views = account.campaigns
    .map((c) => viewOf(account, c, { from, to }, earlier))
    .filter((v) => v.now.spendMicros > 0n || v.before.spendMicros > 0n);
  const now = sumTotals(views.map((v) => v.now));
  const before = sumTotals(views.map((v) => v.before));
  const marginal = accountMarginal(views);
  const roas = splitMixRate(
    views.map((v) => ({ id: v.id, before: valueOverSpend(v.before), after: valueOverSpend(v.now) })),
  );
  const cpa = splitMixRate(
    views.map((v) => ({
      id: v.id,
      before: spendOverConversions(v.before),
      after: spendOverConversions(v.now),
    })),
  );

  return {
    ...base,
    headline: headlineOf(account, { from, to }, now, before, roas),
    findings: [
      ...pacingFindings(account, pacing),
      ...changeFinding(roas, views),
      ...campaignFindings(account, views, now),
      ...deliveryFindings(account),
    ],
    caveats: commonCaveats(account, settings),
    data: {
      period: { from, to },
      comparedWith: earlier,
      pacing: pacingJson(pacing),
      total: { ...totalsJson(now), marginalRoas: marginal, before: totalsJson(before) },
      change: { roas, cpa },
      campaigns: views.map((v) => ({
        id: v.id,
        name: v.name,
        ...totalsJson(v.now),
        marginalRoas: v.marginal,
        before: totalsJson(v.before),
        mixRoas: roas.parts.find((p) => p.id === v.id)?.mix ?? 0,
        rateRoas: roas.parts.find((p) => p.id === v.id)?.rate ?? 0,
      })),
    },
  };
}

type Period = { from: string; to: string };

function viewOf(
  account: AccountDays,
  { campaign, days }: AccountDays['campaigns'][number],
  now: Period,
  before: Period,
): CampaignView {
  const totals = totalsBetween(days, now.from, now.to);
  const fit = responseDays(account, days);
  const active = fit.filter((d) => d.date >= now.from && d.date <= now.to);
  const usable = fit.length >= PERIOD && active.length >= 7 && variationOfSpend(fit) >= MARGINAL_NEEDS;
  const spend = active.reduce((sum, d) => sum + d.spend, 0) / Math.max(1, active.length);
  return {
    id: campaign.id,
    name: campaign.name,
    now: totals,
    before: totalsBetween(days, before.from, before.to),
    ratios: ratiosOf(totals),
    marginal: usable && fit.some((d) => d.value > 0) ? marginalReturn(fit, account.asOf, spend) : null,
  };
}

/** What one more unit would bring if all campaigns that can be told grew in proportion; ends added as if they erred apart. */
function accountMarginal(views: readonly CampaignView[]): Interval | null {
  const told = views.filter((v) => v.marginal !== null);
  const spend = told.reduce((sum, v) => sum + Number(v.now.spendMicros), 0);
  if (spend === 0) return null;
  const weighted = told.map((v) => ({ w: Number(v.now.spendMicros) / spend, m: v.marginal! }));
  const mean = weighted.reduce((sum, { w, m }) => sum + w * m.mean, 0);
  const reach = (end: 'p10' | 'p90') =>
    Math.sqrt(weighted.reduce((sum, { w, m }) => sum + (w * (m[end] - m.mean)) ** 2, 0));
  return { mean, p10: Math.max(0, mean - reach('p10')), p90: mean + reach('p90') };
}

function valueOverSpend(t: Totals) {
  return { top: unitsFromMicros(t.conversionValueMicros ?? 0n), bottom: unitsFromMicros(t.spendMicros) };
}

function spendOverConversions(t: Totals) {
  return { top: unitsFromMicros(t.spendMicros), bottom: unitsFromMicros(t.conversionsMicros ?? 0n) };
}

function totalsJson(t: Totals) {
  return {
    impressions: String(t.impressions),
    clicks: String(t.clicks),
    spendMicros: String(t.spendMicros),
    conversionsMicros: t.conversionsMicros === null ? null : String(t.conversionsMicros),
    conversionValueMicros: t.conversionValueMicros === null ? null : String(t.conversionValueMicros),
    ...ratiosOf(t),
  };
}

interface AccountPacing extends Pacing {
  budget: number | null;
  budgetFrom: 'settings' | 'daily-budgets';
}

/** Against the month's budget of the settings, else against today's daily budgets times the days of the month. */
function pacingOf(account: AccountDays, settings: Settings): AccountPacing {
  const spend = dailySeries(account, (t) => t.spendMicros, account.from, account.yesterday);
  const days = spend.map((s, i) => ({ date: addDays(account.from, i), spend: s }));
  const daily = account.campaigns
    .filter(({ campaign }) => campaign.status === 'active' && campaign.dailyBudgetMicros !== null)
    .reduce((sum, { campaign }) => sum + BigInt(campaign.dailyBudgetMicros!), 0n);
  const fromDaily = unitsFromMicros(daily) * Number(monthEnd(account.asOf).slice(8));
  const budgetFrom = settings.monthlyBudgetMicros === null ? 'daily-budgets' : 'settings';
  const budget =
    budgetFrom === 'settings' ? unitsFromMicros(BigInt(settings.monthlyBudgetMicros!)) : fromDaily;
  return { ...paceMonth(days, account.asOf, budget || null), budget: budget || null, budgetFrom };
}

function pacingJson(pacing: AccountPacing) {
  const { budget, spent, projected, ...shares } = pacing;
  return {
    ...shares,
    spentMicros: microsText(spent),
    budgetMicros: budget === null ? null : microsText(budget),
    projected: projected && moneyInterval(projected),
  };
}

/** Over or under is said only against a budget that a person set for the month. */
function pacingFindings(account: AccountDays, pacing: AccountPacing): Finding[] {
  const { budget, projected } = pacing;
  if (projected === null || pacing.spent === 0) return [];
  const money = (x: number) => fact.money(x, account.currency);
  const facts: Facts = {
    spent: money(pacing.spent),
    shareOfTime: fact.percent(pacing.shareOfTime),
    projected: money(projected.mean),
    low: money(projected.p10),
    high: money(projected.p90),
    monthEnd: fact.date(pacing.to),
  };
  if (budget === null || pacing.budgetFrom === 'daily-budgets')
    return [{ id: 'pacing', kind: 'pacing-no-budget', tone: 'neutral', campaignId: null, facts }];
  const state = projected.p10 > budget ? 'over' : projected.p90 < budget * 0.95 ? 'under' : 'on';
  return [
    {
      id: 'pacing',
      kind: `pacing-${state}`,
      tone: state === 'over' ? 'warning' : state === 'under' ? 'neutral' : 'good',
      campaignId: null,
      facts: { ...facts, budget: money(budget), shareOfBudget: fact.percent(pacing.shareOfBudget!) },
    },
  ];
}

function headlineOf(
  account: AccountDays,
  period: Period,
  now: Totals,
  before: Totals,
  roas: MixRate,
): Analysis['headline'] {
  const facts: Facts = {
    spend: fact.money(unitsFromMicros(now.spendMicros), account.currency),
    period: fact.range(period.from, period.to),
  };
  if (roas.after === null || now.conversionValueMicros === null) return { kind: 'no-return-reported', facts };
  facts.roas = fact.ratio(roas.after);
  facts.value = fact.money(unitsFromMicros(now.conversionValueMicros), account.currency);
  const { cpa } = ratiosOf(now);
  if (cpa !== null) facts.cpa = fact.money(cpa, account.currency);
  if (roas.before === null || before.conversionValueMicros === null) return { kind: 'roas-first', facts };
  facts.before = fact.ratio(roas.before);
  const change = roas.before > 0 ? roas.change / roas.before : 0;
  return { kind: Math.abs(change) < 0.03 ? 'roas-steady' : change > 0 ? 'roas-up' : 'roas-down', facts };
}

/** Why the account's ROAS moved: mix, rate, and the campaign behind most of it. */
function changeFinding(roas: MixRate, views: readonly CampaignView[]): Finding[] {
  if (roas.before === null || roas.after === null || roas.before === 0) return [];
  if (Math.abs(roas.change) < 0.03 * roas.before) return [];
  const sameWay = roas.parts
    .map((p) => ({ id: p.id, effect: p.mix + p.rate }))
    .sort((a, b) => Math.sign(roas.change) * (b.effect - a.effect));
  const main = sameWay[0]!;
  return [
    {
      id: 'change',
      kind: Math.abs(roas.mix) > Math.abs(roas.rate) ? 'change-by-mix' : 'change-by-rate',
      tone: roas.change > 0 ? 'good' : 'warning',
      campaignId: main.id,
      facts: {
        change: fact.ratio(roas.change),
        mix: fact.ratio(roas.mix),
        rate: fact.ratio(roas.rate),
        before: fact.ratio(roas.before),
        after: fact.ratio(roas.after),
        campaign: fact.name(views.find((v) => v.id === main.id)!.name),
        effect: fact.ratio(main.effect),
      },
    },
  ];
}

function campaignFindings(account: AccountDays, views: readonly CampaignView[], total: Totals): Finding[] {
  const findings: Finding[] = [];
  const large = views.filter((v) => Number(v.now.spendMicros) >= WORTH_SAYING * Number(total.spendMicros));
  const needed = 1 / account.margin;
  const told = large.filter((v) => v.marginal !== null).sort((a, b) => b.marginal!.mean - a.marginal!.mean);
  const marginalFacts = (v: CampaignView): Facts => ({
    campaign: fact.name(v.name),
    marginal: fact.ratio(v.marginal!.mean),
    low: fact.ratio(v.marginal!.p10),
    high: fact.ratio(v.marginal!.p90),
    needed: fact.ratio(needed),
  });
  const best = told[0];
  if (best && best.marginal!.p10 > needed)
    findings.push({
      id: `room-${best.id}`,
      kind: 'room-to-grow',
      tone: 'good',
      campaignId: best.id,
      facts: marginalFacts(best),
    });
  const last = told.at(-1);
  if (last && last !== best && last.marginal!.p90 < needed)
    findings.push({
      id: `full-${last.id}`,
      kind: 'last-euro-loses',
      tone: 'warning',
      campaignId: last.id,
      facts: marginalFacts(last),
    });
  for (const v of large) {
    const roas = v.ratios.roas;
    const facts: Facts = {
      campaign: fact.name(v.name),
      spend: fact.money(unitsFromMicros(v.now.spendMicros), account.currency),
      needed: fact.ratio(needed),
    };
    if (roas !== null && roas < needed)
      findings.push({
        id: `below-${v.id}`,
        kind: 'below-break-even',
        tone: 'warning',
        campaignId: v.id,
        facts: { ...facts, roas: fact.ratio(roas) },
      });
    else if (roas === null && total.conversionValueMicros !== null)
      findings.push({
        id: `silent-${v.id}`,
        kind: 'no-value-reported',
        tone: 'warning',
        campaignId: v.id,
        facts,
      });
  }
  return findings;
}

/** Campaigns that leave a fifth or more of their daily budget unspent. */
function deliveryFindings(account: AccountDays): Finding[] {
  const from = addDays(account.yesterday, -6);
  return account.campaigns.flatMap(({ campaign, days }): Finding[] => {
    const recent = days.filter((d) => d.day >= from);
    if (campaign.status !== 'active' || campaign.dailyBudgetMicros === null || recent.length < 7) return [];
    const spent = unitsFromMicros(sumTotals(recent).spendMicros) / 7;
    const budget = unitsFromMicros(BigInt(campaign.dailyBudgetMicros));
    if (spent >= 0.8 * budget) return [];
    const facts = {
      campaign: fact.name(campaign.name),
      spent: fact.money(spent, account.currency),
      budget: fact.money(budget, account.currency),
      share: fact.percent(spent / budget),
      period: fact.range(from, account.yesterday),
    };
    return [
      {
        id: `unspent-${campaign.id}`,
        kind: 'budget-not-spent',
        tone: 'neutral',
        campaignId: campaign.id,
        facts,
      },
    ];
  });
}

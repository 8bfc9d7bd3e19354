import { addDays, daysBetween } from '../../domain/calendar.ts';
import { marginalReturn } from '../../domain/marginal-return.ts';
import { splitMixRate, type MixRate } from '../../domain/mix-rate.ts';
import { unitsFromMicros } from '../../domain/money.ts';
import { ratiosOf, sumTotals, type Ratios, type Totals } from '../../domain/ratios.ts';
import { variationOfSpend } from '../../domain/response-gate.ts';
import type { Interval } from '../../domain/statistics.ts';
import { fact } from '../facts.ts';
import type { Analysis, Facts, Finding } from '../types.ts';
import { commonCaveats, dataQuality, responseDays, totalsBetween, type AccountDays } from './account-days.ts';
import { pacingFindings, pacingJson, pacingOf } from './month-pacing.ts';
import type { Settings } from './schema.ts';
import { campaignFindings, changeFinding, deliveryFindings } from './spend-findings.ts';

const PERIOD = 28;
/** Least variation of spend for a marginal return that is more than belief. */
const MARGINAL_NEEDS = 0.1;

/** One campaign in both periods. */
export interface CampaignView {
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

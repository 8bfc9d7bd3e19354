import { addDays, daysBetween } from '../../domain/calendar.ts';
import { splitMixRate, type MixRate } from '../../domain/mix-rate.ts';
import { unitsFromMicros } from '../../domain/money.ts';
import { ratiosOf, sumTotals, type Totals } from '../../domain/ratios.ts';
import { fact } from '../facts.ts';
import type { Analysis, Facts } from '../types.ts';
import { commonCaveats, dataQuality, type AccountDays } from './account-days.ts';
import { PERIOD_DAYS, marginalOfAccount, viewCampaign } from './campaign-view.ts';
import { pacingFindings, pacingJson, pacingOf } from './month-pacing.ts';
import type { Settings } from './schema.ts';
import { campaignFindings, changeFinding, deliveryFindings } from './spend-findings.ts';
import { tooFewDays } from './too-few-days.ts';

/** Spend and ROI of the last settled weeks, pacing of this month, and what changed against the weeks before. */
export function analyzeSpend(account: AccountDays, settings: Settings): Analysis {
  const known = daysBetween(account.from, account.settledTo) + 1;
  const length = Math.min(PERIOD_DAYS, Math.floor(known / 2));
  const pacing = pacingOf(account, settings);
  const base = {
    agent: 'budget-analyzer',
    capability: 'spend-analysis',
    asOf: account.asOf,
    proposals: [],
    dataQuality: dataQuality(account),
  };
  if (length < 7) {
    const refusal = tooFewDays(Math.max(0, known), 14);
    return {
      ...base,
      headline: { kind: refusal.kind, facts: refusal.facts },
      findings: [...pacingFindings(account, pacing), refusal],
      caveats: commonCaveats(account, settings),
      data: { pacing: pacingJson(pacing) },
    };
  }
  const to = account.settledTo;
  const from = addDays(to, 1 - length);
  const earlier = { from: addDays(from, -length), to: addDays(from, -1) };
  const views = account.campaigns
    .map((c) => viewCampaign(account, c, { from, to }, earlier))
    .filter((v) => v.now.spendMicros > 0n || v.before.spendMicros > 0n);
  const now = sumTotals(views.map((v) => v.now));
  const before = sumTotals(views.map((v) => v.before));
  const marginal = marginalOfAccount(views);
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
  period: { from: string; to: string },
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

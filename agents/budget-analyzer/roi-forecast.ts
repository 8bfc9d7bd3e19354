import { addDays, datesFrom, daysBetween } from '../../domain/calendar.ts';
import { forecastDaily, type Forecast } from '../../domain/forecast.ts';
import type { Interval } from '../../domain/statistics.ts';
import { fact, moneyInterval } from '../facts.ts';
import type { Analysis, Facts, Finding } from '../types.ts';
import { commonCaveats, dailySeries, dataQuality, type AccountDays } from './account-days.ts';
import type { Settings } from './schema.ts';
import { tooFewDays } from './too-few-days.ts';

const HORIZONS = [7, 28, 90] as const;
const LONGEST = 90;

interface MetricForecast {
  forecast: Forecast;
  history: number[];
  /** Days between the last one known and today: forecast too, but not part of the totals. */
  skip: number;
}

/** Spend, conversions and revenue of the account for the next 7, 28 and 90 days, from today on. */
export function forecastRoi(account: AccountDays, settings: Settings): Analysis {
  const base = {
    agent: 'budget-analyzer',
    capability: 'roi-forecast',
    asOf: account.asOf,
    proposals: [],
    dataQuality: dataQuality(account),
  };
  const spend = forecastMetric(account, (t) => t.spendMicros, account.yesterday);
  const value = forecastMetric(account, (t) => t.conversionValueMicros, account.settledTo);
  const conversions = forecastMetric(account, (t) => t.conversionsMicros, account.settledTo);
  const refused = [spend, value, conversions].find((f) => 'refusal' in f);
  if (refused || 'refusal' in spend || 'refusal' in value || 'refusal' in conversions) {
    const { measured, needed } = (refused as { refusal: { measured: number; needed: number } }).refusal;
    const refusal = tooFewDays(measured, needed);
    return {
      ...base,
      headline: { kind: refusal.kind, facts: refusal.facts },
      findings: [refusal],
      caveats: commonCaveats(account, settings),
      data: {},
    };
  }

  const totals = HORIZONS.map((days) => ({
    days,
    spend: totalOf(spend, days),
    conversions: totalOf(conversions, days),
    value: totalOf(value, days),
  }));
  return {
    ...base,
    headline: { kind: 'forecast', facts: factsOf(account, totals[1]!) },
    findings: [
      ...totals.map((t): Finding => ({
        id: `next-${t.days}`,
        kind: 'forecast',
        tone: 'neutral',
        campaignId: null,
        facts: factsOf(account, t),
      })),
      ...backTestFinding(value.forecast),
    ],
    caveats: [
      { kind: 'budgets-as-now', facts: {} },
      {
        kind: 'beyond-tested',
        facts: { tested: fact.count(value.forecast.backTest.ahead), ahead: fact.count(LONGEST) },
      },
      ...commonCaveats(account, settings),
    ],
    data: {
      currency: account.currency,
      totals: totals.map((t) => ({
        days: t.days,
        spend: moneyInterval(t.spend),
        value: moneyInterval(t.value),
        conversions: t.conversions,
        roas: t.spend.mean > 0 ? t.value.mean / t.spend.mean : null,
      })),
      backTest: {
        spend: spend.forecast.backTest,
        value: value.forecast.backTest,
        conversions: conversions.forecast.backTest,
      },
      series: {
        spend: seriesOf(account, spend, account.yesterday),
        value: seriesOf(account, value, account.settledTo),
        conversions: seriesOf(account, conversions, account.settledTo),
      },
    },
  };
}

type Metric = Parameters<typeof dailySeries>[1];

function forecastMetric(account: AccountDays, metric: Metric, to: string) {
  const history = dailySeries(account, metric, account.from, to);
  const skip = daysBetween(to, account.yesterday);
  const result = forecastDaily(history, skip + LONGEST);
  return 'refusal' in result ? result : { forecast: result.forecast, history, skip };
}

function totalOf({ forecast, skip }: MetricForecast, days: number): Interval {
  return forecast.total(days, skip);
}

interface HorizonTotal {
  days: number;
  spend: Interval;
  conversions: Interval;
  value: Interval;
}

function factsOf(account: AccountDays, total: HorizonTotal): Facts {
  const money = (x: number) => fact.money(x, account.currency);
  return {
    days: fact.count(total.days),
    period: fact.range(account.asOf, addDays(account.asOf, total.days - 1)),
    spend: money(total.spend.mean),
    spendLow: money(total.spend.p10),
    spendHigh: money(total.spend.p90),
    value: money(total.value.mean),
    valueLow: money(total.value.p10),
    valueHigh: money(total.value.p90),
    conversions: fact.count(Math.round(total.conversions.mean)),
    conversionsLow: fact.count(Math.round(total.conversions.p10)),
    conversionsHigh: fact.count(Math.round(total.conversions.p90)),
    chance: fact.percent(0.8),
    ...(total.spend.mean > 0 ? { roas: fact.ratio(total.value.mean / total.spend.mean) } : {}),
  };
}

function backTestFinding({ backTest }: Forecast): Finding[] {
  if (backTest.seasonalNaiveSmape === 0) return [];
  const better = backTest.smape <= backTest.seasonalNaiveSmape;
  return [
    {
      id: 'back-test',
      kind: better ? 'back-test-better' : 'back-test-worse',
      tone: better ? 'good' : 'warning',
      campaignId: null,
      facts: {
        error: fact.percent(backTest.smape / 100),
        naive: fact.percent(backTest.seasonalNaiveSmape / 100),
        origins: fact.count(backTest.origins),
      },
    },
  ];
}

/** For the chart, in currency units or conversions: measured days, then expected ones. */
function seriesOf(account: AccountDays, { forecast, history }: MetricForecast, to: string) {
  return {
    measured: datesFrom(account.from, to).map((date, i) => ({ date, value: cents(history[i]!) })),
    expected: forecast.days.map((d, i) => ({
      date: addDays(to, i + 1),
      mean: cents(d.mean),
      p10: cents(d.p10),
      p90: cents(d.p90),
    })),
  };
}

function cents(x: number): number {
  return Math.round(x * 100) / 100;
}

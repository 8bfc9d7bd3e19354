import { addDays, dayNumber, daysBetween } from '../../domain/calendar.ts';
import { unitsFromMicros } from '../../domain/money.ts';
import { sumTotals, type Totals } from '../../domain/ratios.ts';
import type { ResponseDay } from '../../domain/response-posterior.ts';
import { fact } from '../facts.ts';
import type { Analysis } from '../types.ts';
import type { Gathered, Settings } from './schema.ts';

/** Conversions of days younger than this are still being reported, unless the platform calls the day final. */
export const SETTLING_DAYS = 7;

const ASSUMED_MARGIN = 0.5;

export interface DayTotals extends Totals {
  day: string;
  final: boolean;
}

export interface CampaignDays {
  campaign: Gathered['campaigns'][number];
  /** In order of date, only days with a row. */
  days: DayTotals[];
}

/** The gathered rows in the forms that the three capabilities use. */
export interface AccountDays {
  gathered: Gathered;
  currency: string;
  asOf: string;
  yesterday: string;
  /** First day with a row. */
  from: string;
  /** Last day whose conversions can be taken as complete. */
  settledTo: string;
  /** Campaigns with a row or a place in the list, in the list's order. */
  campaigns: CampaignDays[];
  margin: number;
}

export function readAccount(gathered: Gathered, settings: Settings): AccountDays {
  const byCampaign = new Map<string, DayTotals[]>();
  for (const row of gathered.days) {
    if (row.day >= gathered.asOf) continue;
    const own = byCampaign.get(row.campaignId) ?? [];
    own.push({
      day: row.day,
      final: row.final,
      impressions: BigInt(row.impressions),
      clicks: BigInt(row.clicks),
      spendMicros: BigInt(row.spendMicros),
      conversionsMicros: row.conversionsMicros === null ? null : BigInt(row.conversionsMicros),
      conversionValueMicros: row.conversionValueMicros === null ? null : BigInt(row.conversionValueMicros),
    });
    byCampaign.set(row.campaignId, own);
  }
  const yesterday = addDays(gathered.asOf, -1);
  const all = [...byCampaign.values()].flat();
  return {
    gathered,
    currency: gathered.account.currency,
    asOf: gathered.asOf,
    yesterday,
    from: all.reduce((first, d) => (d.day < first ? d.day : first), yesterday),
    settledTo: settledDay(all, yesterday),
    campaigns: gathered.campaigns.map((campaign) => ({
      campaign,
      days: (byCampaign.get(campaign.id) ?? []).sort((a, b) => (a.day < b.day ? -1 : 1)),
    })),
    margin: settings.margin ?? ASSUMED_MARGIN,
  };
}

function settledDay(all: readonly DayTotals[], yesterday: string): string {
  const youngest = addDays(yesterday, 1 - SETTLING_DAYS);
  const open = all.filter((d) => d.day >= youngest && !d.final).map((d) => d.day);
  return open.length === 0
    ? yesterday
    : addDays(
        open.reduce((a, b) => (b < a ? b : a)),
        -1,
      );
}

export function totalsBetween(days: readonly DayTotals[], from: string, to: string): Totals {
  return sumTotals(days.filter((d) => d.day >= from && d.day <= to));
}

/** One metric of the whole account day by day from `from` to `to` without gaps, in units; days without a row are 0. */
export function dailySeries(
  account: AccountDays,
  metric: (t: DayTotals) => bigint | null,
  from: string,
  to: string,
): number[] {
  const series = new Array<bigint>(Math.max(0, daysBetween(from, to) + 1)).fill(0n);
  for (const { days } of account.campaigns)
    for (const d of days)
      if (d.day >= from && d.day <= to) series[daysBetween(from, d.day)]! += metric(d) ?? 0n;
  return series.map(unitsFromMicros);
}

/**
 * Whole days of delivery for fitting: days with spend, without those next to a day without spend (delivery began or stopped
 * within them), and only where the platform sent a value.
 */
export function responseDays(account: AccountDays, days: readonly DayTotals[]): ResponseDay[] {
  const spent = new Set(days.filter((d) => d.spendMicros > 0n).map((d) => dayNumber(d.day)));
  const [first, last] = [dayNumber(account.from), dayNumber(account.yesterday)];
  const isEdge = (day: number) => (!spent.has(day - 1) && day > first) || (!spent.has(day + 1) && day < last);
  const sendsValue = days.some((d) => d.conversionValueMicros !== null);
  return days
    .filter((d) => d.spendMicros > 0n && !isEdge(dayNumber(d.day)) && sendsValue)
    .map((d) => ({
      date: d.day,
      spend: unitsFromMicros(d.spendMicros),
      value: Math.max(0, unitsFromMicros(d.conversionValueMicros ?? 0n)),
      final: d.final,
    }));
}

export function dataQuality(account: AccountDays): Analysis['dataQuality'] {
  return {
    rows: account.gathered.days.length,
    from: account.from,
    to: account.yesterday,
    settledTo: account.settledTo,
    syncedAt: account.gathered.account.syncedAt,
  };
}

/** What holds for every capability. */
export function commonCaveats(account: AccountDays, settings: Settings): Analysis['caveats'] {
  const caveats: Analysis['caveats'] = [];
  if (account.settledTo < account.yesterday)
    caveats.push({
      kind: 'still-reporting',
      facts: { days: fact.range(addDays(account.settledTo, 1), account.yesterday) },
    });
  if (settings.margin === null)
    caveats.push({ kind: 'margin-assumed', facts: { margin: fact.percent(account.margin) } });
  return caveats;
}

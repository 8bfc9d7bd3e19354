import type { Metrics } from '../contracts/metrics.ts';
import type { DayRange } from '../db/repositories/campaign-metrics.ts';
import type { Sums } from '../db/repositories/campaigns.ts';
import { metricsSyncedAt, sumDays, type DayRow, type MetricFilter } from '../db/repositories/overview.ts';
import type { TenantTransaction } from '../db/tenant.ts';
import { sumTotals } from '../domain/ratios.ts';
import { spanOf } from './period.ts';
import { totalsOf } from './totals.ts';

/** Figures of one currency in a period beside the one before; without a wish, the currency most is spent in. */
export async function readMetrics(
  tx: TenantTransaction,
  spans: { period: DayRange; before: DayRange },
  filter: MetricFilter & { currency?: string },
): Promise<Metrics> {
  const [rows, earlier, syncedAt] = await Promise.all([
    sumDays(tx, spans.period, filter),
    sumDays(tx, spans.before, filter),
    metricsSyncedAt(tx),
  ]);
  const currency = filter.currency ?? (await currencyOf(tx, rows, earlier));
  const days = rows.filter((row) => row.currency === currency);
  const daysBefore = earlier.filter((row) => row.currency === currency);
  return {
    period: spanOf(spans.period),
    before: spanOf(spans.before),
    totals: totalsOf(sumOf(days), currency),
    totalsBefore: totalsOf(sumOf(daysBefore), currency),
    days: days.map(viewDay),
    daysBefore: daysBefore.map(viewDay),
    syncedAt: syncedAt?.toISOString() ?? null,
  };
}

/** The currency most is spent in, by the first rows that have any; the workspace's where there are none. */
export async function currencyOf(tx: TenantTransaction, ...spans: DayRow[][]): Promise<string> {
  for (const rows of spans) {
    const main = mainCurrency(rows);
    if (main) return main;
  }
  return (await tx.selectFrom('tenants').select('currency').executeTakeFirstOrThrow()).currency;
}

const viewDay = (row: DayRow) => ({ ...totalsOf(row, row.currency), day: row.day, final: row.is_final });

function mainCurrency(rows: DayRow[]): string | undefined {
  const spend = new Map<string, bigint>();
  for (const row of rows) spend.set(row.currency, (spend.get(row.currency) ?? 0n) + row.spend_micros);
  return [...spend].sort((a, b) => (a[1] < b[1] ? 1 : -1))[0]?.[0];
}

export function sumOf(rows: Sums[]): Sums {
  const total = sumTotals(
    rows.map((row) => ({
      impressions: row.impressions,
      clicks: row.clicks,
      spendMicros: row.spend_micros,
      conversionsMicros: row.conversions_micros,
      conversionValueMicros: row.conversion_value_micros,
    })),
  );
  return {
    impressions: total.impressions,
    clicks: total.clicks,
    spend_micros: total.spendMicros,
    conversions_micros: total.conversionsMicros,
    conversion_value_micros: total.conversionValueMicros,
  };
}

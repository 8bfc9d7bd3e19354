import { readAccount } from '../agents/budget-analyzer/account-days.ts';
import { chooseCandidates } from '../agents/budget-analyzer/candidates.ts';
import { settingsSchema } from '../agents/budget-analyzer/schema.ts';
import { allocate, type AllocationItem } from '../domain/allocation.ts';
import { forecastDaily, smape } from '../domain/forecast.ts';
import { seasonalNaive } from '../domain/forecast-methods.ts';
import { randomFor } from '../domain/random.ts';
import { valuesAt } from '../domain/response-curve.ts';
import { intervalOf } from '../domain/statistics.ts';
import { dayNumber, dayText } from '../sandbox/days.ts';
import { valueMicros } from '../sandbox/report.ts';
import { report, type Figure } from './report.ts';
import { generateAccounts, HISTORY, ORIGIN, trueRevenue } from './sandbox-market.ts';

const SEEDS = ['market-1', 'market-2', 'market-3', 'market-4', 'market-5'];
const CAMPAIGNS = 60;

/** Is the advice right? Allocation against the true optimum, intervals against the true market, forecasts against the naive one. */
export async function run(options: { json: boolean }): Promise<void> {
  report([allocationWorst(), ...curveCoverage(), ...forecastSmape()], options);
}

/** Worst of 200 random problems: value of our allocation over the optimum of an exhaustive grid of 4,000 steps. */
function allocationWorst(): Figure {
  let worst = Infinity;
  for (let n = 0; n < 200; n++) {
    const { items, total } = randomProblem(n);
    const { amounts, value } = allocate(items, total);
    const spent = amounts.reduce((a, b) => a + b, 0);
    const legal =
      spent <= total * (1 + 1e-9) &&
      items.every((i, k) => amounts[k]! >= i.low - 1e-9 && amounts[k]! <= i.high + 1e-9);
    worst = Math.min(worst, legal ? value / exhaustive(items, total, 4000) : 0);
  }
  return {
    bench: 'budget',
    figure: 'allocation_worst',
    value: worst,
    unit: 'of optimum',
    baseline: 1,
    ratio: worst,
    target: '≥ 0.999',
    holds: worst >= 0.999,
  };
}

/** Two to five campaigns, half of them S-shaped, with lower and upper bounds and part of the money they could take. */
function randomProblem(n: number): { items: AllocationItem[]; total: number } {
  const random = randomFor('bench/budget/allocation', n);
  const items = Array.from({ length: random.integer(2, 5) }, (): AllocationItem => {
    const a = random.uniform() < 0.5 ? 1.3 + 2.7 * random.uniform() : 0.4 + 0.6 * random.uniform();
    const k = 20 * 20 ** random.uniform();
    const most = 100 * 20 ** random.uniform();
    const low = random.uniform() < 0.5 ? 0 : 0.3 * k * random.uniform();
    const high = low + k * (0.5 + 2.5 * random.uniform());
    return { low, high, value: (x) => (x <= 0 ? 0 : most / (1 + (k / x) ** a)) };
  });
  const low = items.reduce((sum, i) => sum + i.low, 0);
  const high = items.reduce((sum, i) => sum + i.high, 0);
  return { items, total: low + (high - low) * (0.1 + 0.8 * random.uniform()) };
}

/** Largest value over every way to give out whole steps of the money above the lower bounds. */
function exhaustive(items: readonly AllocationItem[], total: number, steps: number): number {
  const unit = (total - items.reduce((sum, i) => sum + i.low, 0)) / steps;
  let best = new Float64Array(steps + 1);
  for (const { value, low, high } of items) {
    const room = Math.min(steps, Math.floor((high - low) / unit));
    const own = Float64Array.from({ length: room + 1 }, (_, k) => value(low + k * unit));
    const next = new Float64Array(steps + 1);
    for (let k = 0; k <= steps; k++) {
      let top = -Infinity;
      for (let o = Math.min(k, room); o >= 0; o--) {
        const candidate = best[k - o]! + own[o]!;
        if (candidate > top) top = candidate;
      }
      next[k] = top;
    }
    best = next;
  }
  return best[steps]!;
}

/** How often the expected revenue at 20 % less and 20 % more budget lies inside the 80 % interval of the agent's curve. */
function curveCoverage(): Figure[] {
  let inside = 0;
  let told = 0;
  let fitted = 0;
  let wronglyFitted = 0;
  for (const { gathered, markets } of SEEDS.flatMap((seed) => generateAccounts(seed, CAMPAIGNS))) {
    const settings = settingsSchema.parse({});
    const { candidates } = chooseCandidates(readAccount(gathered, settings), settings);
    for (const { source, curve, budget, fill, spendVariation } of candidates) {
      fitted++;
      if (spendVariation < 0.2) wronglyFitted++;
      for (const step of [0.8, 1.2]) {
        const { p10, p90 } = intervalOf(valuesAt(curve, budget * step * fill));
        const truth = trueRevenue(markets.get(source.campaign.id)!, budget * step);
        told++;
        if (truth >= p10 && truth <= p90) inside++;
      }
    }
  }
  const coverage = inside / told;
  return [
    absolute('curve_coverage', coverage, 'share', '0.70 to 0.90', coverage >= 0.7 && coverage <= 0.9),
    absolute('curve_campaigns', fitted - wronglyFitted, 'campaigns', '≥ 100', fitted - wronglyFitted >= 100),
  ];
}

/** Daily revenue of campaigns and of whole accounts, 28 days ahead of the last settled day, against what came. */
function forecastSmape(): Figure[] {
  const ours: [number[], number[]][] = [];
  const naive: [number[], number[]][] = [];
  const settled = dayNumber(ORIGIN) - 8;
  const ahead = 28;
  for (const { gathered, markets, final } of SEEDS.slice(0, 2).flatMap((seed) =>
    generateAccounts(seed, CAMPAIGNS, 0),
  )) {
    const first = dayNumber(ORIGIN) - HISTORY;
    const values = new Map(
      gathered.days.map((d) => [`${d.campaignId}/${d.day}`, Number(d.conversionValueMicros) / 1e6]),
    );
    const dates = Array.from({ length: settled - first + 1 }, (_, i) => dayText(first + i));
    const rows = [...markets.keys()].map((id) => ({
      known: dates.map((day) => values.get(`${id}/${day}`) ?? 0),
      actual: Array.from({ length: ahead }, (_, h) => {
        const day = final(id, settled + 1 + h);
        return day ? Number(valueMicros(day)) / 1e6 : 0;
      }),
    }));
    const sum = (lists: number[][]) => lists[0]!.map((_, i) => lists.reduce((s, l) => s + l[i]!, 0));
    rows.push({ known: sum(rows.map((r) => r.known)), actual: sum(rows.map((r) => r.actual)) });
    for (const { known, actual } of rows) {
      const result = forecastDaily(known, ahead);
      if ('refusal' in result) throw new Error(`a forecast was refused: ${result.refusal.reason}`);
      ours.push([result.forecast.days.map((d) => d.mean), actual]);
      naive.push([seasonalNaive(known, ahead), actual]);
    }
  }
  const [value, baseline] = [smape(ours), smape(naive)];
  const ratio = value / baseline;
  return [
    {
      bench: 'budget',
      figure: 'forecast_smape',
      value,
      unit: '%',
      baseline,
      ratio,
      target: 'ratio ≤ 0.9',
      holds: ratio <= 0.9,
    },
  ];
}

function absolute(figure: string, value: number, unit: string, target: string, holds: boolean): Figure {
  return { bench: 'budget', figure, value, unit, baseline: null, ratio: null, target, holds };
}

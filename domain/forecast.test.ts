import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { forecastDaily, FORECAST_NEEDS, smape, type Forecast } from './forecast.ts';
import {
  damped,
  seasonalNaive,
  slopeOf,
  smooth,
  theta,
  thetaWith,
  weeklyPattern,
} from './forecast-methods.ts';
import { randomFor } from './random.ts';

/** A weekly wave on a rising line with a fixed "noise", so that another program can make the same series. */
const series = Array.from({ length: 56 }, (_, i) =>
  Number((200 + 0.8 * i + 30 * Math.sin((2 * Math.PI * i) / 7) + 12 * Math.cos(i * i * 0.9)).toFixed(2)),
);
const plain = series.map((y, t) => y - weeklyPattern(series)[t % 7]!);

const expectClose = (values: readonly number[], reference: readonly number[], relative = 1e-6) =>
  reference.forEach((r, i) => expect(Math.abs(values[i]! / r - 1)).toBeLessThan(relative));

describe('forecast methods agree with statsmodels 0.15.0, scipy 1.17.1 and statsforecast 2.1.1', () => {
  it('weekly pattern: statsmodels seasonal_decompose, additive', () => {
    expectClose(
      weeklyPattern(series),
      [
        3.3954883381924317, 24.26610058309038, 28.780590379008746, 10.879518950437319, -14.805940233236155,
        -29.845940233236153, -22.66981778425656,
      ],
    );
  });

  it('exponential smoothing: statsmodels SimpleExpSmoothing; slope: scipy linregress', () => {
    const { level, squares } = smooth(plain, 0.3, plain[0]!);
    expectClose([level, squares], [239.0829335092971, 4357.969968497123]);
    expectClose([slopeOf(plain)], [0.8374280413464089]);
  });

  it('Theta: the closed form on statsmodels’ level and slope; statsmodels ThetaModel, whose alpha is searched more finely', () => {
    expectClose(
      thetaWith(plain, 5, 0.3),
      [240.47864690858796, 240.89736092926117, 241.31607494993438, 241.73478897060758, 242.1535029912808],
    );
    expectClose(
      theta(series, 9),
      [
        243.89328363324083, 265.18260989881196, 270.11581371540353, 252.63345630750533, 227.36671114450505,
        212.74542516517826, 220.34026163483105, 246.82428177795325, 268.11360804352444,
      ],
      2e-4,
    );
  });

  it('damped trend: statsmodels ETSModel(add, add, damped)', () => {
    const parameters = { alpha: 0.25, beta: 0.05, phi: 0.9 };
    const run = damped(plain, parameters, { level: 210, trend: 1.5 });
    const ahead = [1, 2, 3, 4].map((h) => {
      const weights = Array.from({ length: h }, (_, i) => 0.9 ** (i + 1)).reduce((a, b) => a + b, 0);
      return run.level + run.trend * weights;
    });
    expectClose(ahead, [239.21843665215258, 238.96208046361983, 238.73135989394035, 238.52371138122882]);
    expectClose([run.squares], [4413.637235597571]);
  });

  it('seasonal naive: statsforecast SeasonalNaive', () => {
    expect(seasonalNaive(series, 9)).toEqual([
      249.64, 273.22, 259.06, 249.54, 221.76, 209.27, 216.88, 249.64, 273.22,
    ]);
  });
});

/** Daily revenue with weekdays, a wandering level and scatter. */
function revenue(seed: string, days: number): number[] {
  const random = randomFor('forecast.test', seed);
  let level = 1000;
  return Array.from({ length: days }, (_, i) => {
    level *= 1 + 0.01 * random.normal();
    return Math.max(0, level * [1, 1, 0.95, 1, 1.05, 1.2, 1.1][i % 7]! * (1 + 0.15 * random.normal()));
  });
}

const forecastOf = (values: number[], ahead: number): Forecast => {
  const result = forecastDaily(values, ahead);
  if ('refusal' in result) throw new Error(result.refusal.reason);
  return result.forecast;
};

describe('forecast with 80 % intervals (A3, issue 3 §5)', () => {
  it('beats seasonal naive, in truth and in its own back-test', () => {
    const own: [number[], number[]][] = [];
    const naive: [number[], number[]][] = [];
    let claimed = 0;
    for (let n = 0; n < 30; n++) {
      const all = revenue(String(n), 118);
      const forecast = forecastOf(all.slice(0, 90), 28);
      own.push([forecast.days.map((d) => d.mean), all.slice(90)]);
      naive.push([seasonalNaive(all.slice(0, 90), 28), all.slice(90)]);
      if (forecast.backTest.smape < forecast.backTest.seasonalNaiveSmape) claimed++;
    }
    expect(smape(own) / smape(naive)).toBeLessThan(0.9);
    expect(claimed).toBeGreaterThanOrEqual(27);
  });

  it('holds the truth inside its intervals about as often as it says', () => {
    let sums = 0;
    let days = 0;
    for (let n = 0; n < 150; n++) {
      const all = revenue(`interval-${n}`, 118);
      const forecast = forecastOf(all.slice(0, 90), 28);
      for (const ahead of [7, 28]) {
        const truth = all.slice(90, 90 + ahead).reduce((a, b) => a + b, 0);
        const { p10, p90 } = forecast.total(ahead);
        if (truth >= p10 && truth <= p90) sums++;
      }
      forecast.days.forEach((d, i) => {
        if (all[90 + i]! >= d.p10 && all[90 + i]! <= d.p90) days++;
      });
    }
    expect(sums / 300).toBeGreaterThan(0.72);
    expect(sums / 300).toBeLessThan(0.9);
    expect(days / (150 * 28)).toBeGreaterThan(0.74);
    expect(days / (150 * 28)).toBeLessThan(0.92);
  });

  it('is less sure of later days, and its total is the sum of its days', () => {
    const forecast = forecastOf(revenue('wide', 90), 90);
    const width = ({ p10, p90 }: { p10: number; p90: number }) => p90 - p10;
    expect(width(forecast.total(90)) / 90).toBeGreaterThan(width(forecast.total(28)) / 28 - 1e-9);
    expect(forecast.total(7).mean).toBeCloseTo(
      forecast.days.slice(0, 7).reduce((s, d) => s + d.mean, 0),
      6,
    );
  });

  it('refuses too short a history, and stays finite for a silent one', () => {
    expect(forecastDaily(revenue('short', 41), 7)).toEqual({
      refusal: { reason: 'too-few-days', measured: 41, needed: FORECAST_NEEDS },
    });
    expect(forecastOf(new Array<number>(60).fill(0), 7).total(7)).toEqual({ mean: 0, p10: 0, p90: 0 });
  });

  it('gives no value below zero and keeps its intervals in order for any series', () => {
    const any = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: FORECAST_NEEDS, maxLength: 120 });
    fc.assert(
      fc.property(any, (values) => {
        for (const { mean, p10, p90 } of forecastOf(values, 28).days) {
          expect(p10).toBeGreaterThanOrEqual(0);
          expect(mean).toBeGreaterThanOrEqual(p10);
          expect(p90).toBeGreaterThanOrEqual(mean);
          expect(Number.isFinite(p90)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, daysBetween, weekday } from './calendar.ts';
import { fitResponse, meanValueAt, valuesAt } from './response-curve.ts';
import { identifyResponse } from './response-gate.ts';
import { weighShapes, windowOf, type ResponseDay } from './response-posterior.ts';
import { elasticityAt, heightAt, priorShapes, type Shape } from './response-shapes.ts';
import { marginalReturn } from './marginal-return.ts';
import { randomFor } from './random.ts';
import { intervalOf, median } from './statistics.ts';

const asOf = '2026-11-23';
const cents = (x: number) => Math.round(x * 100) / 100;
const hill = (x: number, v: number, k: number, a: number) => v / (1 + (k / x) ** a);

/** 75 days whose "noise" is a fixed wave, so that another program can make the same days. */
const waves: ResponseDay[] = Array.from({ length: 75 }, (_, i) => {
  const date = addDays(asOf, i - 75);
  const spend = 100 * (1 + 0.45 * Math.sin(i * 0.7) + 0.2 * Math.cos(i * 0.31));
  const week = [0.95, 0.95, 0.97, 1, 1.03, 1.08, 1.02][weekday(date)]!;
  const noise = 1 + 0.12 * Math.sin(i * i * 1.3) + 0.05 * Math.cos(i * 2.9);
  const value = cents(hill(spend, 900, 130, 1.1) * week * noise);
  return { date, spend: cents(spend), value, final: daysBetween(date, asOf) > 28 };
});

/** Days with budgets changed now and then, and orders that scatter as in a real shop. */
function market(
  seed: string,
  options: { days?: number; vary?: number; a?: number; rises?: boolean } = {},
): ResponseDay[] {
  const { days = 84, vary = 0.4, a = 0.9, rises = true } = options;
  const random = randomFor('response-curve.test', seed);
  let budget = 120;
  return Array.from({ length: days }, (_, i) => {
    if (i % 9 === 0) budget = 120 * Math.exp(vary * random.normal());
    const spend = budget * (0.97 + 0.04 * random.normal());
    const mean = hill(rises ? spend : 14_400 / spend, 1400, 160, a) * (0.9 + 0.2 * random.uniform());
    const orders = random.poisson((mean * random.gamma(40)) / 40 / 50);
    return { date: addDays(asOf, i - days), spend, value: orders * 50, final: true };
  });
}

describe('response curves (A3)', () => {
  it('weighs shapes as an independent program with scipy 1.17.1 and numpy 2.4.6 does', () => {
    // Reference: evidence of each shape from scipy.stats.multivariate_normal over the days, factors by scipy.linalg.inv.
    const reference = [
      [60, 283.18012764971286],
      [80, 344.68252743596577],
      [100, 397.4182204581247],
      [120, 443.436664419693],
      [160, 520.6751224641625],
    ] as const;
    const { nodes, usual } = weighShapes(
      waves,
      windowOf(waves, asOf),
      priorShapes(median(waves.map((d) => d.spend))),
    );
    for (const [spend, value] of reference) {
      const own = nodes.reduce(
        (sum, n) => sum + (n.weight * n.level * heightAt(n.shape, spend)) / heightAt(n.shape, usual),
        0,
      );
      expect(Math.abs(own / value - 1)).toBeLessThan(1e-6);
    }
    const curve = fitResponse(waves, asOf);
    for (const [spend, value] of reference)
      expect(Math.abs(meanValueAt(curve, spend) / value - 1)).toBeLessThan(2e-3);
  });

  it('finds the curve again and tells how sure it is', () => {
    let inside = 0;
    for (let n = 0; n < 40; n++) {
      const curve = fitResponse(market(`find-${n}`), asOf);
      for (const spend of [96, 144]) {
        const { p10, p90 } = intervalOf(valuesAt(curve, spend));
        const truth = hill(spend, 1400, 160, 0.9);
        if (truth >= p10 && truth <= p90) inside++;
      }
    }
    expect(inside / 80).toBeGreaterThanOrEqual(0.7);
    expect(inside / 80).toBeLessThanOrEqual(0.95);
  });

  it('gives the same curve for the same days, rising in every draw and zero at zero', () => {
    const curve = fitResponse(waves, asOf);
    expect(fitResponse(waves, asOf)).toEqual(curve);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 200 }), (spend, more) => {
        const low = valuesAt(curve, spend);
        const high = valuesAt(curve, spend + more);
        expect(low.every((v, i) => v <= high[i]!)).toBe(true);
      }),
    );
    expect(meanValueAt(curve, 0)).toBe(0);
  });

  it('does not read young days, whose orders are still being reported, as a fall', () => {
    const grown = market('late').map((d) => ({ ...d, final: daysBetween(d.date, asOf) > 28 }));
    const young = grown.map((d) => ({
      ...d,
      value: d.value * (1 - 0.25 * Math.exp(-daysBetween(d.date, asOf) / 3.5)),
    }));
    const before = meanValueAt(fitResponse(market('late'), asOf), 120);
    expect(Math.abs(meanValueAt(fitResponse(young, asOf), 120) / before - 1)).toBeLessThan(0.06);
  });

  it('gives the value of one more unit of spend, with the truth inside as often as it says', () => {
    let inside = 0;
    for (let n = 0; n < 60; n++) {
      const { mean, p10, p90 } = marginalReturn(market(`marginal-${n}`), asOf, 120);
      const truth = (hill(120.5, 1400, 160, 0.9) - hill(119.5, 1400, 160, 0.9)) / 1;
      expect(p10).toBeLessThanOrEqual(mean);
      if (truth >= p10 && truth <= p90) inside++;
    }
    expect(inside / 60).toBeGreaterThan(0.7);
  });

  it('knows the elasticity of each shape', () => {
    const shapes: Shape[] = [{ form: 'hill', a: 1.7, k: 90 }, { form: 'log', k: 40 }, { form: 'power', a: 0.6 }]; // prettier-ignore
    for (const shape of shapes) {
      const slope = Math.log(heightAt(shape, 100.01) / heightAt(shape, 99.99)) / Math.log(100.01 / 99.99);
      expect(elasticityAt(shape, 100)).toBeCloseTo(slope, 6);
      expect(heightAt(shape, 0)).toBe(0);
    }
  });
});

describe('the gate before a curve (A3, issue 3 §5)', () => {
  const reasonOf = (days: ResponseDay[]) => {
    const result = identifyResponse(days, asOf);
    return 'refusal' in result ? result.refusal.reason : 'ok';
  };

  it('lets a campaign through whose budget was varied', () => {
    const result = identifyResponse(market('good'), asOf);
    expect(result).toMatchObject({ curve: { days: 84 } });
  });

  it('refuses with the reason', () => {
    expect(reasonOf(market('short', { days: 59 }))).toBe('too-few-days');
    expect(reasonOf(market('steady', { vary: 0.05 }))).toBe('too-little-variation');
    expect(reasonOf(market('falls', { rises: false }))).toBe('not-increasing');
    expect(reasonOf(market('none').map((d) => ({ ...d, value: 0 })))).toBe('no-values');
    expect(reasonOf([])).toBe('too-few-days');
  });

  it('is not fooled by spend that varies with the weekday alone', () => {
    const weekly = market('weekly', { vary: 0 }).map((d) => {
      const factor = weekday(d.date) >= 5 ? 1.8 : 0.8;
      return { ...d, spend: d.spend * factor, value: d.value * factor };
    });
    expect(reasonOf(weekly)).toBe('too-little-variation');
  });

  it('says what was measured and what would be needed', () => {
    expect(identifyResponse(market('short', { days: 41 }), asOf)).toEqual({
      refusal: { reason: 'too-few-days', measured: 41, needed: 60 },
    });
  });
});

import { describe, expect, test } from '@jest/globals';
import { randomFor } from './random.ts';

const draw = <T>(n: number, take: () => T): T[] => Array.from({ length: n }, take);
const mean = (xs: number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;
const variance = (xs: number[]) => {
  const m = mean(xs);
  return xs.reduce((a, x) => a + (x - m) ** 2, 0) / (xs.length - 1);
};

describe('randomFor', () => {
  test('the same key gives the same stream, now and in later versions', () => {
    const again = () => draw(3, randomFor('seed', 'campaign', 7).uniform);
    expect(again()).toEqual(again());
    expect(again()).toEqual([0.7543729592580348, 0.9204538206104189, 0.4940489516593516]);
  });

  test('keys that differ in one part, or in where the parts are cut, give unrelated streams', () => {
    const streams = [['a', 1], ['a', 2], ['a1'], ['', 'a1'], ['a', '1', '']].map((key) =>
      randomFor(...key).uniform(),
    );
    expect(new Set(streams).size).toBe(streams.length);
  });

  test('first draws of consecutive keys are uniform and uncorrelated', () => {
    const firsts = draw(
      20_000,
      (() => {
        let day = 0;
        return () => randomFor('s', 'c', day++).uniform();
      })(),
    );
    const cells = new Array<number>(20).fill(0);
    for (const u of firsts) cells[Math.floor(u * 20)]!++;
    const chiSquare = cells.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(43.8); // the 99.9 % point of chi-square with 19 degrees of freedom
    const lag = mean(firsts.slice(1).map((u, i) => (u - 0.5) * (firsts[i]! - 0.5))) * 12;
    expect(Math.abs(lag)).toBeLessThan(0.025);
  });

  test('normal has mean 0, variance 1 and normal tails', () => {
    const xs = draw(50_000, randomFor('normal').normal);
    expect(mean(xs)).toBeCloseTo(0, 1);
    expect(variance(xs)).toBeCloseTo(1, 1);
    expect(xs.filter((x) => Math.abs(x) > 1.959964).length / xs.length).toBeCloseTo(0.05, 2);
  });

  test.each([0.4, 1, 3.5, 40])('gamma(%p) has mean and variance equal to its shape', (shape) => {
    const random = randomFor('gamma', shape);
    const xs = draw(50_000, () => random.gamma(shape));
    expect(mean(xs) / shape).toBeCloseTo(1, 1);
    expect(variance(xs) / shape).toBeCloseTo(1, 1);
    expect(Math.min(...xs.slice(0, 1000))).toBeGreaterThan(0);
  });

  test.each([0.3, 12, 70, 900])('poisson(%p) has mean and variance equal to its mean', (rate) => {
    const random = randomFor('poisson', rate);
    const xs = draw(20_000, () => random.poisson(rate));
    expect(mean(xs) / rate).toBeCloseTo(1, 1);
    expect(variance(xs) / rate).toBeCloseTo(1, 1);
  });

  test('a mean of zero draws zero; impossible parameters are refused', () => {
    const random = randomFor('edges');
    expect(random.poisson(0)).toBe(0);
    expect(() => random.poisson(-1)).toThrow(RangeError);
    expect(() => random.poisson(NaN)).toThrow(RangeError);
    expect(() => random.gamma(0)).toThrow(RangeError);
  });

  test('integer and pick reach both ends and nothing else', () => {
    const random = randomFor('ends');
    expect(new Set(draw(200, () => random.integer(-1, 1)))).toEqual(new Set([-1, 0, 1]));
    expect(new Set(draw(200, () => random.pick(['a', 'b'])))).toEqual(new Set(['a', 'b']));
  });
});

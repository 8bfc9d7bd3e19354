import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate, idle, type AllocationItem } from './allocation.ts';

const hill = (v: number, k: number, a: number, low: number, high: number): AllocationItem => ({
  value: (x) => (x <= 0 ? 0 : v / (1 + (k / x) ** a)),
  low,
  high,
});

const item = fc
  .record({
    v: fc.integer({ min: 50, max: 3000 }),
    k: fc.integer({ min: 10, max: 300 }),
    a: fc.integer({ min: 4, max: 40 }),
    low: fc.integer({ min: 0, max: 50 }),
    room: fc.integer({ min: 0, max: 400 }),
  })
  .map(({ v, k, a, low, room }) => hill(v, k, a / 10, low, low + room));

describe('allocation of a total budget (A3, issue 3 must 5)', () => {
  it('gives equal marginal return to concave curves: the closed form for logarithms', () => {
    // max Σ v·ln(1 + x) with Σx = 100: x = v·(100 + 3)/Σv − 1.
    const items = [3, 2, 1].map((v) => ({ value: (x: number) => v * Math.log1p(x), low: 0, high: 100 }));
    const { amounts } = allocate(items, 100);
    [(3 * 103) / 6 - 1, (2 * 103) / 6 - 1, 103 / 6 - 1].forEach((x, i) =>
      expect(amounts[i]).toBeCloseTo(x, 2),
    );
  });

  it('puts all on one S-shaped curve where sharing would reach neither hill', () => {
    const items = [hill(1000, 80, 4, 0, 200), hill(1000, 80, 4, 0, 200)];
    const { amounts, value } = allocate(items, 100);
    expect(Math.max(...amounts)).toBeCloseTo(100, 0);
    expect(value).toBeGreaterThan(1.5 * 2 * items[0]!.value(50));
  });

  it('leaves money idle where it brings less than it costs', () => {
    const items = [{ value: (x: number) => 20 * Math.sqrt(x) - x, low: 0, high: 500 }];
    expect(allocate([...items, idle(500)], 500).amounts[0]).toBeCloseTo(100, 0);
  });

  it('is within 0.1 % of an exhaustive grid of two items, keeps bounds and gives out the whole total', () => {
    fc.assert(
      fc.property(item, item, fc.integer({ min: 0, max: 100 }), (a, b, share) => {
        const least = a.low + b.low;
        const total = least + (share / 100) * (a.high + b.high - least);
        const found = allocate([a, b], total);
        const [x, y] = found.amounts as [number, number];
        expect(x + y).toBeCloseTo(total, 6);
        for (const [amount, { low, high }] of [
          [x, a],
          [y, b],
        ] as const) {
          expect(amount).toBeGreaterThanOrEqual(low - 1e-9);
          expect(amount).toBeLessThanOrEqual(high + 1e-9);
        }
        let best = 0;
        for (let i = 0; i <= 5000; i++) {
          const own = a.low + ((a.high - a.low) * i) / 5000;
          const rest = total - own;
          if (rest >= b.low && rest <= b.high) best = Math.max(best, a.value(own) + b.value(rest));
        }
        expect(found.value).toBeGreaterThanOrEqual(0.999 * best);
      }),
      { seed: 3, numRuns: 150 },
    );
  });

  it('refuses a total below the lower bounds', () => {
    expect(() => allocate([hill(1, 1, 1, 60, 90), hill(1, 1, 1, 60, 90)], 100)).toThrow(RangeError);
    expect(allocate([], 100).amounts).toEqual([]);
  });
});

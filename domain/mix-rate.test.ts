import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitMixRate } from './mix-rate.ts';

const side = fc.record({
  top: fc.integer({ min: 0, max: 1_000_000 }).map((n) => n / 100),
  bottom: fc.integer({ min: 0, max: 1_000_000 }).map((n) => n / 100),
});

describe('what changed, split into mix and rate (A3, issue 3 §5)', () => {
  it('tells a shift of money apart from better campaigns', () => {
    const shifted = splitMixRate([
      { id: 'strong', before: { top: 500, bottom: 100 }, after: { top: 1000, bottom: 200 } },
      { id: 'weak', before: { top: 200, bottom: 200 }, after: { top: 100, bottom: 100 } },
    ]);
    expect(shifted.rate).toBeCloseTo(0, 12);
    expect(shifted.mix).toBeCloseTo(1100 / 300 - 700 / 300, 12);
    const improved = splitMixRate([
      { id: 'a', before: { top: 300, bottom: 100 }, after: { top: 400, bottom: 100 } },
      { id: 'b', before: { top: 300, bottom: 100 }, after: { top: 300, bottom: 100 } },
    ]);
    expect(improved).toMatchObject({ before: 3, after: 3.5, mix: 0, rate: 0.5 });
    expect(improved.parts).toEqual([
      { id: 'a', mix: 0, rate: 0.5 },
      { id: 'b', mix: 0, rate: 0 },
    ]);
  });

  it('adds up to the change for any parts, also those new, ended or with late value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ before: side, after: side }), { minLength: 1, maxLength: 12 }),
        (pairs) => {
          const split = splitMixRate(pairs.map((p, i) => ({ id: String(i), ...p })));
          fc.pre(split.before !== null && split.after !== null);
          const scale = Math.max(1, split.before, split.after);
          expect(Math.abs(split.change - (split.after - split.before)) / scale).toBeLessThan(1e-9);
          expect(split.mix + split.rate).toBe(split.change);
          expect(split.parts.reduce((s, p) => s + p.mix + p.rate, 0) / scale).toBeCloseTo(
            split.change / scale,
            9,
          );
        },
      ),
    );
  });

  it('has nothing to split where a period has no spend', () => {
    const split = splitMixRate([{ id: 'a', before: { top: 0, bottom: 0 }, after: { top: 50, bottom: 10 } }]);
    expect(split).toMatchObject({ before: null, after: 5, change: 0, mix: 0, rate: 0 });
  });
});

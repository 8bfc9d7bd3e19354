import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { noTotals, ratiosOf, sumTotals, type Totals } from './ratios.ts';

const totals = (spend: number, value: number | null, conversions: number | null): Totals => ({
  impressions: 1000n,
  clicks: 20n,
  spendMicros: BigInt(spend) * 1_000_000n,
  conversionsMicros: conversions === null ? null : BigInt(conversions) * 1_000_000n,
  conversionValueMicros: value === null ? null : BigInt(value) * 1_000_000n,
});

describe('ratios are computed after summing (spec E12)', () => {
  it('weighs a large campaign more than a small one', () => {
    const sum = sumTotals([totals(100, 500, 10), totals(10, 10, 1)]);
    expect(ratiosOf(sum).roas).toBeCloseTo(510 / 110, 12);
    expect(ratiosOf(sum).cpa).toBeCloseTo(10, 12);
    expect(ratiosOf(sum)).toMatchObject({ ctr: 0.02, cpm: 55, cpc: 2.75, cvr: 0.275 });
  });

  it('has no value where the denominator is zero or the platform sent nothing', () => {
    expect(ratiosOf(noTotals)).toEqual({ roas: null, cpa: null, cpc: null, cpm: null, ctr: null, cvr: null });
    expect(ratiosOf(totals(5, null, 0))).toMatchObject({ roas: null, cpa: null, cvr: 0 });
  });

  it('keeps unknown apart from zero', () => {
    expect(sumTotals([totals(1, null, null), totals(1, 0, null)])).toMatchObject({
      conversionValueMicros: 0n,
      conversionsMicros: null,
    });
  });

  it('sums the same in any order', () => {
    const row = fc.record({
      impressions: fc.bigInt({ min: 0n, max: 10n ** 9n }),
      clicks: fc.bigInt({ min: 0n, max: 10n ** 9n }),
      spendMicros: fc.bigInt({ min: 0n, max: 10n ** 15n }),
      conversionsMicros: fc.option(fc.bigInt({ min: 0n, max: 10n ** 12n })),
      conversionValueMicros: fc.option(fc.bigInt({ min: 0n, max: 10n ** 15n })),
    });
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        expect(sumTotals([...rows].reverse())).toEqual(sumTotals(rows));
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decimalFromMicros, isBudget, microsFromDecimal, roundToMinor } from './money.ts';

describe('money in micros (spec E12)', () => {
  it('reads the six-decimal spend of a breakdown exactly', () => {
    expect(microsFromDecimal('7.348789')).toBe(7_348_789n);
    expect(microsFromDecimal('14.9')).toBe(14_900_000n);
    expect(microsFromDecimal('-0.5')).toBe(-500_000n);
  });

  it('refuses what is no amount', () => {
    for (const bad of ['', '1,5', '1e3', '.5', '1.', 'NaN', '0.0000001'])
      expect(() => microsFromDecimal(bad)).toThrow(RangeError);
  });

  it('writes and reads back any amount', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
        (m) => microsFromDecimal(decimalFromMicros(m)) === m,
      ),
    );
  });

  it('rounds half away from zero', () => {
    expect(roundToMinor(1_005_000n)).toBe(1_010_000n);
    expect(roundToMinor(-1_005_000n)).toBe(-1_010_000n);
  });
});

it.each([
  [10_000n, 'EUR', true],
  [0n, 'EUR', false],
  [-10_000n, 'EUR', false],
  [15_000n, 'EUR', false],
  [1_000_000n, 'JPY', true],
  [1_500_000n, 'JPY', false],
])('%s micros of %s are a daily budget: %s', (micros, currency, expected) => {
  expect(isBudget({ micros, currency })).toBe(expected);
});

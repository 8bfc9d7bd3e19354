import { expect, test } from '@jest/globals';
import { readAmount, writeAmount } from './amount.ts';

test.each([
  ['240', 'en', '240000000'],
  ['€1,229.50', 'en', '1229500000'],
  ['1,229', 'en', '1229000000'],
  ['1 229,5 €', 'en', '1229500000'],
  ['0.99', 'en', '990000'],
  ['1 229,50 €', 'fr', '1229500000'],
  ['1\u00a0229,5', 'fr', '1229500000'],
  ['1\u202f240,5', 'fr', '1240500000'],
  ['1229.50', 'fr', '1229500000'],
  ['1.229,50', 'fr', '1229500000'],
  ['360,', 'fr', '360000000'],
])('%s is an amount as written in %s (C6)', (text, locale, micros) => {
  expect(readAmount(text, locale, 'EUR')).toBe(micros);
});

test.each([
  ['', 'en'],
  ['0', 'en'],
  ['-5', 'en'],
  ['abc', 'en'],
  ['1e3', 'en'],
  ['12345678901', 'en'],
  ['1.229', 'en'],
  ['1,2,3', 'en'],
  ['12,29,50', 'en'],
  ['1,229', 'fr'],
  ['1.229', 'fr'],
])('%s is no amount above 0 in %s (C6)', (text, locale) => {
  expect(readAmount(text, locale, 'EUR')).toBeNull();
});

test('an amount has no smaller part than budgets of its currency have', () => {
  expect(readAmount('¥1,500', 'en', 'JPY')).toBe('1500000000');
  expect(readAmount('1500.00', 'en', 'JPY')).toBe('1500000000');
  expect(['1500.5', '0.99', '1500,50'].map((text) => readAmount(text, 'en', 'JPY'))).toEqual([
    null,
    null,
    null,
  ]);
  expect(readAmount('1 500,5', 'fr', 'HUF')).toBeNull();
});

test.each([
  ['1229500000', 'EUR', 'en', '1,229.50'],
  ['1229500000', 'EUR', 'fr', '1\u00a0229,50'],
  ['1500000000', 'JPY', 'en', '1,500'],
  ['1500000000', 'JPY', 'fr', '1\u00a0500'],
])('%s micros of %s are written in %s as %s, and read back', (micros, currency, locale, text) => {
  expect(writeAmount(micros, locale, currency)).toBe(text);
  expect(readAmount(text, locale, currency)).toBe(micros);
});

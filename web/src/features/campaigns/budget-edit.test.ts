import { expect, test } from '@jest/globals';
import { effectOfBudget, readAmount, stepBudget } from './budget-edit.ts';

test.each([
  ['360', 'en', '360000000'],
  ['€1,229.50', 'en', '1229500000'],
  ['1,229', 'en', '1229000000'],
  ['1 229,5 €', 'en', '1229500000'],
  ['1 229,50 €', 'fr', '1229500000'],
  ['1\u00a0229,5', 'fr', '1229500000'],
  ['1229.50', 'fr', '1229500000'],
  ['1.229,50', 'fr', '1229500000'],
  ['360,', 'fr', '360000000'],
])('%s is an amount as written in %s', (text, locale, micros) => {
  expect(readAmount(text, locale)).toBe(micros);
});

test.each([
  ['', 'en'],
  ['0', 'en'],
  ['-5', 'en'],
  ['abc', 'en'],
  ['1e9', 'en'],
  ['12345678901', 'en'],
  ['1.229', 'en'],
  ['12,29,50', 'en'],
  ['1,229', 'fr'],
  ['1.229', 'fr'],
])('%s is no amount above 0 in %s', (text, locale) => {
  expect(readAmount(text, locale)).toBeNull();
});

test('a quick step gives a round budget', () => {
  expect(stepBudget('320000000', 0.1)).toBe('352000000');
  expect(stepBudget('333000000', -0.1)).toBe('300000000');
});

test('the effect of a change is said a day and a month', () => {
  expect(effectOfBudget('320000000', '360000000')).toEqual({
    day: '40000000',
    month: '1216000000',
    share: 0.125,
  });
});

import { expect, test } from '@jest/globals';
import { effectOfBudget, readAmount, stepBudget } from './budget-edit.ts';

test('amounts are read as written in English and in French', () => {
  expect(readAmount('360')).toBe('360000000');
  expect(readAmount('€1,229.50')).toBe('1229500000');
  expect(readAmount('1 229,5 €')).toBe('1229500000');
  expect(readAmount('1,229')).toBe('1229000000');
});

test('what is no amount above 0 is refused', () => {
  for (const text of ['', '0', '-5', 'abc', '1e9', '12345678901']) expect(readAmount(text)).toBeNull();
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

import { expect, test } from '@jest/globals';
import { effectOfBudget, stepBudget } from './budget-edit.ts';

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

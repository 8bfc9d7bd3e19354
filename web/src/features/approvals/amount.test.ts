import { expect, test } from '@jest/globals';
import { readAmount } from './amount.ts';

test('a typed amount is read in cents, with comma or point, or refused', () => {
  expect(readAmount('240')).toBe('240000000');
  expect(readAmount('1 240,5')).toBe('1240500000');
  expect(readAmount('0.99')).toBe('990000');
  expect(['', '0', '-5', '1.234', '1e3', 'abc', '1,2,3'].map(readAmount)).toEqual(Array(7).fill(null));
});

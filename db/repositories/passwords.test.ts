import { expect, test } from '@jest/globals';
import { isPassword, prepareChecks, TooManyChecks } from './passwords.ts';

test('a flood of invented accounts is refused in part, and nobody waits behind all of it (D7)', async () => {
  await prepareChecks();
  const flood = Array.from({ length: 150 }, (_, i) => isPassword(null, 'wrong', `invented-${i}`));
  const results = await Promise.allSettled(flood);
  const refused = results.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  expect(refused.length).toBeGreaterThanOrEqual(40);
  expect(refused.every(({ reason }) => reason instanceof TooManyChecks)).toBe(true);
  expect(await isPassword(null, 'wrong', 'somebody')).toBe(false);
});

import { describe, expect, test } from '@jest/globals';
import { createSignInThrottle } from './sign-in-throttle.ts';

const at = (seconds: number) => new Date(Date.parse('2026-11-23T12:00:00Z') + seconds * 1000);
const [account, guesser, home] = ['ada@example.test', '203.0.113.9', '198.51.100.7'];

const guessed = (times: number, seconds = 0) => {
  const throttle = createSignInThrottle();
  for (let i = 0; i < times; i++) throttle.failed(account, guesser, at(seconds));
  return throttle;
};

describe('throttling of sign-in (D7, D10)', () => {
  test('five wrong passwords cost nothing, then each doubles the wait up to a minute', () => {
    const waits = [4, 5, 6, 7, 9, 10, 200].map((times) => guessed(times).wait(account, guesser, at(0)));
    expect(waits).toEqual([0, 2_000, 4_000, 8_000, 32_000, 60_000, 60_000]);
  });

  test('ends by itself: an owner never stays locked out', () => {
    const throttle = guessed(1_000);
    expect(throttle.wait(account, guesser, at(59))).toBe(1_000);
    expect(throttle.wait(account, guesser, at(60))).toBe(0);
  });

  test('of a guesser touches neither the owner elsewhere nor other accounts', () => {
    const throttle = guessed(100);
    expect(throttle.wait(account, home, at(0))).toBe(0);
    expect(throttle.wait('grace@example.test', guesser, at(0))).toBe(0);
    expect(throttle.wait(' ADA@example.test', guesser, at(0))).toBe(60_000);
  });

  test('is forgotten after a success, and a quarter of an hour without a try', () => {
    const throttle = guessed(6);
    throttle.succeeded(account, guesser);
    expect(throttle.wait(account, guesser, at(0))).toBe(0);
    const later = guessed(100);
    later.failed(account, guesser, at(15 * 60));
    expect(later.wait(account, guesser, at(15 * 60))).toBe(0);
  });
});

import { describe, expect, test } from '@jest/globals';
import { placeOf } from '../place.ts';
import { memoryCounters, survivingCounters, type Counters } from './counters.ts';

describe('counting requests (D7)', () => {
  test('a window begins with its first request and ends for all of them together', async () => {
    let now = 0;
    const counters = memoryCounters(() => new Date(now));
    expect(await counters.up('a', 1_000)).toEqual({ count: 1, resetsInMs: 1_000 });
    now = 900;
    expect(await counters.up('a', 1_000)).toEqual({ count: 2, resetsInMs: 100 });
    await counters.down('a');
    expect(await counters.up('a', 1_000)).toEqual({ count: 2, resetsInMs: 100 });
    expect(await counters.up('b', 1_000)).toEqual({ count: 1, resetsInMs: 1_000 });
    now = 1_000;
    expect(await counters.up('a', 1_000)).toEqual({ count: 1, resetsInMs: 1_000 });
  });

  test('shared counters that fail or are silent are replaced by own ones, said once, and used again when they answer', async () => {
    let mode: 'well' | 'failing' | 'silent' = 'well';
    const real = memoryCounters(() => new Date(0));
    const shared: Counters = {
      up: (key, window) =>
        mode === 'failing'
          ? Promise.reject(new Error('away'))
          : mode === 'silent'
            ? new Promise(() => {})
            : real.up(key, window),
      down: (key) => real.down(key),
      close: async () => {},
    };
    const said: unknown[] = [];
    const counters = survivingCounters(
      shared,
      memoryCounters(() => new Date(0)),
      50,
      (away) => said.push(away),
    );
    const count = async () => (await counters.up('a', 1_000)).count;
    expect([await count(), await count()]).toEqual([1, 2]);
    mode = 'failing';
    expect([await count(), await count(), await count()]).toEqual([1, 2, 3]);
    expect(said).toMatchObject([{ message: 'away' }]);
    mode = 'well';
    while (said.length === 1) {
      await counters.up('b', 1_000);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(said[1]).toBeNull();
    expect(await count()).toBe(3);
    mode = 'silent';
    expect(await count()).toBe(4);
    expect(said).toHaveLength(3);
  });

  test('an IPv6 network of /64 is one place, an IPv4 address written as IPv6 is that address', () => {
    expect(placeOf('203.0.113.7')).toBe('203.0.113.7');
    expect(placeOf('::ffff:203.0.113.7')).toBe('203.0.113.7');
    expect(placeOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(placeOf('2001:db8:1:2::9')).toBe('2001:db8:1:2::/64');
    expect(placeOf('2001:db8::1')).toBe('2001:db8:0:0::/64');
    expect(placeOf('::1')).toBe('0:0:0:0::/64');
    expect(placeOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
  });
});

import { createClient } from '@redis/client';
import type { Counters } from './counters.ts';

/** One step, so that no key is left without an end. */
const UP = `local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}`;
const DOWN = `if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then return redis.call('DECR', KEYS[1]) end return 0`;
const PREFIX = 'aegis:rate:';
const LONGEST_PAUSE_MS = 5_000;

/** In Redis. Connects in the background and again for ever; while it is away every call fails at once. */
export function redisCounters(url: string): Counters {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: 2_000,
      reconnectStrategy: (retries) => Math.min(100 * 2 ** Math.min(retries, 10), LONGEST_PAUSE_MS),
    },
  });
  client.on('error', () => {}); // each call tells by itself
  client.connect().catch(() => {});
  return {
    async up(key, windowMs) {
      const reply = await client.eval(UP, { keys: [PREFIX + key], arguments: [String(windowMs)] });
      const [count, resetsInMs] = reply as unknown as [number, number];
      return { count, resetsInMs };
    },
    async down(key) {
      await client.eval(DOWN, { keys: [PREFIX + key] });
    },
    async close() {
      if (client.isOpen) client.destroy();
    },
  };
}

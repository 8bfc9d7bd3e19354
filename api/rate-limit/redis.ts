import { createClient } from '@redis/client';
import type { Slowing, Tries } from '../sign-in-throttle.ts';
import type { Counters } from './counters.ts';

/** One step, so that no key is left without an end. */
const UP = `local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}`;
const DOWN = `if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then return redis.call('DECR', KEYS[1]) end return 0`;
/** ARGV: now, how long to remember, then the pauses; all in ms. */
const TAKE = `local count, last = unpack(redis.call('HMGET', KEYS[1], 'count', 'last'))
count = tonumber(count or '0')
local pause = tonumber(ARGV[math.min(count, #ARGV - 3) + 3])
local wait = pause > 0 and tonumber(last) + pause - tonumber(ARGV[1]) or 0
if wait > 0 then return wait end
redis.call('HSET', KEYS[1], 'count', count + 1, 'last', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 0`;
const PREFIX = 'aegis:rate:';
const LONGEST_PAUSE_MS = 5_000;

/** Connects in the background and again for ever; while it is away every call fails at once. */
function connect(url: string) {
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
  const close = async () => {
    if (client.isOpen) client.destroy();
  };
  return { client, close };
}

/** Requests, counted in Redis. */
export function redisCounters(url: string): Counters {
  const { client, close } = connect(url);
  return {
    async up(key, windowMs) {
      const reply = await client.eval(UP, { keys: [PREFIX + key], arguments: [String(windowMs)] });
      const [count, resetsInMs] = reply as unknown as [number, number];
      return { count, resetsInMs };
    },
    async down(key) {
      await client.eval(DOWN, { keys: [PREFIX + key] });
    },
    close,
  };
}

/** Tries to sign in, counted in Redis. */
export function redisTries(url: string, { pauses, forgetMs }: Slowing): Tries & { close(): Promise<void> } {
  const { client, close } = connect(url);
  return {
    async take(key, now) {
      const times = [now.getTime(), forgetMs, ...pauses].map(String);
      return Number(await client.eval(TAKE, { keys: [PREFIX + key], arguments: times }));
    },
    async forget(key) {
      await client.del(PREFIX + key);
    },
    close,
  };
}

import type { Logger } from 'pino';
import type { Db } from '../../db/database.ts';
import type { EdgeConfig } from '../edge-config.ts';
import { databaseCounters, memoryCounters, survivingCounters, type Counters } from './counters.ts';
import { redisCounters } from './redis.ts';

/** The counters that the configuration asks for. */
export function openCounters(
  { redisUrl, counters, patience }: EdgeConfig,
  db: Db,
  log: Logger,
  now: () => Date,
): Counters {
  const own = memoryCounters(now);
  if (!redisUrl && counters === 'memory') return own;
  const shared = redisUrl ? redisCounters(redisUrl) : databaseCounters(db);
  const where = redisUrl ? 'Redis' : 'the database';
  return survivingCounters(shared, own, patience.counters, (away) => {
    if (away) log.warn({ err: away }, `${where} does not count requests; this process counts its own`);
    else log.info(`${where} counts requests again`);
  });
}

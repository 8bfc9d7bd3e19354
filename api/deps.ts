import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Db } from '../db/database.ts';
import type { ApiConfig } from './config.ts';
import type { EdgeConfig } from './edge-config.ts';
import type { EventHub } from './event-hub.ts';
import type { Later } from './later.ts';
import type { ApiMetrics } from './metrics.ts';
import type { Counters } from './rate-limit/counters.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';

/** What routes work with; put together once in server.ts. */
export interface ApiDeps {
  config: ApiConfig;
  edge: EdgeConfig;
  /** Requests by caller. */
  counters: Counters;
  db: Db;
  /** A few connections of their own for exports, which hold one for minutes. */
  exports: Db;
  temporal: Client;
  signIns: SignInThrottle;
  later: Later;
  /** TXT records of a name. */
  resolveTxt: (name: string) => Promise<string[][]>;
  hub: EventHub;
  metrics: ApiMetrics;
  log: Logger;
  now: () => Date;
}

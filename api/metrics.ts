import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Db } from '../db/database.ts';
import type { ChangeEvent } from '../db/listen.ts';

/** Figures of this process for Prometheus. No label names a tenant, a person or an id. */
export interface ApiMetrics {
  /** A request that was answered; `route` is the pattern, never the address. */
  request(method: string, route: string, status: number, seconds: number): void;
  /** A change in any tenant, as heard on the event channel. */
  event(event: ChangeEvent): void;
  /** The text that Prometheus reads. */
  read(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(db: Db, openStreams: () => number): ApiMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    ...{ name: 'aegis_http_request_duration_seconds', help: 'Time to answer a request.', registers },
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });
  const tasks = new Counter({
    ...{ name: 'aegis_task_states_total', registers, labelNames: ['state'] },
    help: 'Tasks that came into a state since this process started, in all workspaces. Every API process hears all.',
  });
  const events = new Counter({
    ...{ name: 'aegis_events_total', help: 'Changes heard, by kind.', registers, labelNames: ['kind'] },
  });
  new Gauge({
    ...{ name: 'aegis_event_streams', help: 'Open event streams of consoles.', registers },
    collect() {
      this.set(openStreams());
    },
  });
  new Gauge({
    ...{ name: 'aegis_database_connections', help: 'Connections of the pool.', registers },
    labelNames: ['state'],
    collect() {
      const { totalCount, idleCount, waitingCount } = db.pool;
      this.set({ state: 'used' }, totalCount - idleCount);
      this.set({ state: 'idle' }, idleCount);
      this.set({ state: 'waited-for' }, waitingCount);
    },
  });
  return {
    request: (method, route, status, seconds) => requests.observe({ method, route, status }, seconds),
    event({ kind, state }) {
      events.inc({ kind });
      if (kind === 'task' && state) tasks.inc({ state });
    },
    read: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

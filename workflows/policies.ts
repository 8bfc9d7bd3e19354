import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import { failureCodes, touches, type FailureReport, type Touched } from '../domain/failure.ts';

/** Database steps: short, idempotent, repeated until the database is back. */
export const databaseStep = {
  startToCloseTimeout: '30s',
  retry: { initialInterval: '200ms', maximumInterval: '10s', backoffCoefficient: 2 },
} as const;

/** Computing: what fails here fails the try, which has tries of its own. */
export const computeStep = { startToCloseTimeout: '5m', retry: { maximumAttempts: 1 } } as const;

/** Calls of a language model: two more attempts, then the template stands. */
export const modelStep = {
  startToCloseTimeout: '90s',
  scheduleToCloseTimeout: '5m',
  retry: { initialInterval: '1s', maximumAttempts: 3 },
} as const;

/** Calls of a platform that change something: each attempt reads back first. A dead worker is missed by its heartbeat. */
export const platformStep = {
  startToCloseTimeout: '2m',
  heartbeatTimeout: '10s',
  scheduleToCloseTimeout: '1h',
  retry: { initialInterval: '2s', maximumInterval: '5m', maximumAttempts: 6 },
} as const;

/** The report that temporal/failures.ts put into a failure. `touched` is what one without a report may have touched. */
export function reportFrom(error: unknown, touched: Touched = touches.nothing): FailureReport {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    const [report] = (cause.details ?? []) as FailureReport[];
    if (report && report.code in failureCodes) return report;
  }
  if (cause instanceof TimeoutFailure) {
    return { code: 'unavailable', message: 'It took too long.', touched, remedy: 'Try again later.' };
  }
  return {
    code: 'internal',
    message: 'Something went wrong on our side.',
    touched,
    remedy: 'Retry; report it if it stays.',
  };
}

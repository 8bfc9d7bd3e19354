import { ActivityFailure, ApplicationFailure, CancelledFailure, TimeoutFailure } from '@temporalio/common';
import {
  failureCodes,
  isTransient,
  LONGEST_DELAY_MS,
  touches,
  type Touched,
  type FailureCode,
  type FailureReport,
} from '../domain/failure.ts';

/** Words for codes whose errors carry none of their own. */
const words: Record<FailureCode, { message: string; remedy: string }> = {
  'auth-expired': { message: 'The platform no longer accepts our access.', remedy: 'Reconnect the account.' },
  permission: {
    message: 'The platform refuses this with the access given.',
    remedy: 'Reconnect and allow what is asked for.',
  },
  'rate-limited': { message: 'The platform asks us to slow down.', remedy: 'Wait; it is tried again.' },
  unavailable: { message: 'The other side does not answer.', remedy: 'Wait; it is tried again.' },
  'invalid-response': {
    message: 'The answer could not be understood.',
    remedy: 'Try again; report it if it stays.',
  },
  'rejected-request': {
    message: 'The platform rejected the request.',
    remedy: 'Check the campaign on the platform.',
  },
  'model-auth': { message: 'The language model refuses our key.', remedy: 'Check the key of the model.' },
  'model-limited': {
    message: 'The language model asks us to slow down.',
    remedy: 'Wait; it is tried again.',
  },
  'model-unavailable': {
    message: 'The language model does not answer.',
    remedy: 'Wait; texts are written by template.',
  },
  'model-rejected': {
    message: 'The language model refused the request.',
    remedy: 'Texts are written by template.',
  },
  'invalid-input': {
    message: 'The input cannot be used.',
    remedy: 'Correct the input and start a new task.',
  },
  'not-enough-data': { message: 'There is too little data.', remedy: 'Sync the connection first.' },
  'not-found': { message: 'What was asked for does not exist.', remedy: 'Check that it is still connected.' },
  conflict: { message: 'It was changed by someone else meanwhile.', remedy: 'Look at it again and decide.' },
  'not-approved': {
    message: 'Fewer people than needed have approved it.',
    remedy: 'Propose it again.',
  },
  'cursor-loop': { message: 'The platform sent the same page again and again.', remedy: 'Try again later.' },
  canceled: { message: 'Canceled by a person.', remedy: 'Retry the task to run it again.' },
  internal: { message: 'Something went wrong on our side.', remedy: 'Retry; report it if it stays.' },
};

interface Coded {
  code: FailureCode;
  message: string;
  remedy?: string;
  facts?: { retryAfterMs?: number; providerCode?: string; trace?: string };
}

/** What is stored and shown for an error; an unknown one gives nothing of itself away. */
export function reportOf(error: unknown, touched: Touched = touches.nothing): FailureReport {
  const stored = storedReport(error);
  if (stored) return stored;
  const known = coded(error);
  const { code } = known;
  return {
    code,
    message: known.message || words[code].message,
    touched,
    remedy: known.remedy ?? words[code].remedy,
    ...(known.facts?.providerCode ? { providerCode: known.facts.providerCode } : {}),
    ...(known.facts?.trace ? { trace: known.facts.trace } : {}),
  };
}

/**
 * An error as Temporal should see it: type is the code, the only detail the report, retried when it is transient, after
 * the other side's own delay. The one place that decides what is retried.
 */
export function toTemporalFailure(error: unknown, touched?: Touched): ApplicationFailure | CancelledFailure {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  const report = reportOf(error, touched);
  const delay = coded(error).facts?.retryAfterMs;
  const tooLong = delay !== undefined && delay > LONGEST_DELAY_MS;
  return ApplicationFailure.create({
    type: report.code,
    message: report.message,
    details: [report],
    nonRetryable: !isTransient(report.code) || tooLong,
    ...(delay !== undefined && !tooLong ? { nextRetryDelay: delay } : {}),
  });
}

function storedReport(error: unknown): FailureReport | null {
  if (error instanceof ActivityFailure) return storedReport(error.cause);
  if (!(error instanceof ApplicationFailure)) return null;
  const [report] = (error.details ?? []) as FailureReport[];
  return report && typeof report === 'object' && report.code in failureCodes ? report : null;
}

function coded(error: unknown): Coded {
  if (error instanceof ActivityFailure) return coded(error.cause);
  if (error instanceof CancelledFailure) return { code: 'canceled', message: '' };
  if (error instanceof TimeoutFailure) return { code: 'unavailable', message: 'It took too long.' };
  if (error instanceof Error && 'code' in error) {
    // Its own words say that nothing was changed, which holds for the transaction only.
    if (error.code === 'database-unavailable') return { code: 'unavailable', message: 'The database did not answer in time.' }; // prettier-ignore
    if (typeof error.code === 'string' && error.code in failureCodes) return error as unknown as Coded;
  }
  return { code: 'internal', message: '' };
}

/**
 * The closed list of ways work can fail, and what each means for a retry.
 * Codes are stable: they are stored, shown and documented. `temporal/failures.ts` turns them into Temporal failures.
 */
export const failureCodes = {
  // a platform
  'auth-expired': { transient: false },
  permission: { transient: false },
  'rate-limited': { transient: true },
  unavailable: { transient: true },
  'invalid-response': { transient: true },
  'rejected-request': { transient: false },
  // a language model
  'model-auth': { transient: false },
  'model-limited': { transient: true },
  'model-unavailable': { transient: true },
  'model-rejected': { transient: false },
  // our own work
  'invalid-input': { transient: false },
  'not-enough-data': { transient: false },
  'not-found': { transient: false },
  conflict: { transient: false },
  'not-approved': { transient: false },
  'cursor-loop': { transient: true },
  canceled: { transient: false },
  internal: { transient: true },
} as const satisfies Record<string, { transient: boolean }>;

export type FailureCode = keyof typeof failureCodes;

/** What a failure may have touched, as it is stored; the console has the words of other languages by these names. */
export const touches = {
  nothing: 'Nothing was changed.',
  kept: 'What it had stored is kept.',
  left: 'We left it as it is.',
  changedAgain: 'We changed the campaign once, as approved, and leave it as it is now.',
  read: 'What was read before is kept.',
  unsure: 'The campaign may or may not have been changed; its page shows what is so.',
} as const;
export type Touched = (typeof touches)[keyof typeof touches];

/** What is stored with a failed try, sync or change: words a person can act on, and nothing secret. */
export interface FailureReport {
  code: FailureCode;
  /** What happened, one sentence. */
  message: string;
  /** What it touched, one of `touches`. */
  touched: Touched;
  /** What to do, one sentence. */
  remedy: string;
  /** The other side's own code, for example "190/463". */
  providerCode?: string;
  /** Reference for support, for example Meta's fbtrace_id. */
  trace?: string;
}

/** An error with a code of the list; its words are ours and safe to show. */
export const coded = (code: FailureCode, message: string) => Object.assign(new Error(message), { code });

/** True when trying the same thing again later can help. */
export function isTransient(code: FailureCode): boolean {
  return failureCodes[code].transient;
}

/** The longest that one try waits for a platform's own delay, in ms; longer waits end the try and count as failed. */
export const LONGEST_DELAY_MS = 10 * 60_000;

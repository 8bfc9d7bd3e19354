import { z } from 'zod';

const scope = {
  /** Part of the request's path, such as "/insights" or "act_123/campaigns"; none: every Graph request. */
  path: z.string().optional(),
  method: z.enum(['GET', 'POST', 'DELETE']).optional(),
  /** How many requests it hits; null: until cleared. */
  count: z.int().positive().nullable().default(1),
  /** How many matching requests pass before it begins. */
  after: z.int().min(0).default(0),
};

export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('throttle'),
    code: z.int().default(17),
    /** null: the answer has no subcode. */
    subcode: z.int().nullable().default(2446079),
    regainSeconds: z.number().min(0).default(60),
    ...scope,
  }),
  z.strictObject({
    kind: z.literal('error'),
    status: z.int().min(400).max(599).default(500),
    code: z.int().default(2),
    subcode: z.int().optional(),
    message: z.string().default('Service temporarily unavailable'),
    /** "html" answers as a proxy in front of the platform would. */
    body: z.enum(['json', 'html']).default('json'),
    ...scope,
  }),
  z.strictObject({ kind: z.literal('slow'), delayMs: z.int().min(1).max(600_000), ...scope }),
  /** Breaks the connection before the request is handled. */
  z.strictObject({ kind: z.literal('drop'), ...scope }),
  /** Breaks the connection after the request was carried out: the caller cannot know that its write is done. */
  z.strictObject({ kind: z.literal('drop-answer'), ...scope }),
  /** The second page repeats the first. */
  z.strictObject({ kind: z.literal('duplicate-page'), ...scope }),
  /** The last page's `next` leads back to the first. */
  z.strictObject({ kind: z.literal('looping-cursor'), ...scope }),
  /** Every token granted so far is refused from now on; lasts after DELETE, a new consent gives a good token. */
  z.strictObject({ kind: z.literal('revoke-tokens'), subcode: z.int().default(460) }),
]);

export type Fault = z.infer<typeof faultSchema>;
type ScopedFault = Exclude<Fault, { kind: 'revoke-tokens' }>;

export interface Faults {
  add(fault: ScopedFault): void;
  list(): readonly ScopedFault[];
  clear(): void;
  /** The next fault of a kind that hits this request, counted as used. */
  take<K extends ScopedFault['kind']>(
    kind: K,
    method: string,
    path: string,
  ): Extract<ScopedFault, { kind: K }> | null;
}

/** Faults live in memory only: a restart clears them. */
export function createFaults(): Faults {
  let faults: ScopedFault[] = [];
  return {
    add: (fault) => void faults.push({ ...fault }),
    list: () => faults,
    clear: () => {
      faults = [];
    },
    take<K extends ScopedFault['kind']>(kind: K, method: string, path: string) {
      for (const fault of faults) {
        if (fault.kind !== kind || (fault.method ?? method) !== method || !path.includes(fault.path ?? ''))
          continue;
        if (fault.after > 0) {
          fault.after--;
          continue;
        }
        if (fault.count !== null && --fault.count === 0) faults = faults.filter((f) => f !== fault);
        return fault as Extract<ScopedFault, { kind: K }>;
      }
      return null;
    },
  };
}

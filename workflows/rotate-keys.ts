import { continueAsNew, defineQuery, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import type { Place, RotationActivities } from '../activities/rotation.ts';

export interface RotationInput {
  /** Of the key that every credential is to be sealed with; API and workers have it as their current one. */
  keyVersion: number;
  /** Where an earlier run of this rotation has come to. */
  state?: RotationState;
}

interface RotationState {
  outerVersion: number;
  /** From 1. A pass that changes something is followed by another, which finds what was stored meanwhile. */
  pass: number;
  after: Place;
  changedInPass: number;
  done: RotationResult;
}

export interface RotationResult {
  keyVersion: number;
  outerVersion: number;
  /** Credentials, links of waiting e-mails and secrets of identity providers that the last pass has looked at. */
  credentials: number;
  rewrapped: number;
  /** Connections whose credential no longer opens, the first hundred. */
  damaged: string[];
  /** False: something kept sealing with an older key; a process was not restarted. */
  complete: boolean;
}

/** null: it has not begun yet. */
export const rotationProgress = defineQuery<RotationResult | null>('progress');

const MOST_PASSES = 5;
const MOST_NAMES = 100;

// Asks other workers too, then gives up: none has the new key.
const { beginRotation } = proxyActivities<RotationActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '10 seconds', maximumAttempts: 8 },
});
// Without a heartbeat for 10 s the worker is dead, and another one goes on.
const { rewrapBatch } = proxyActivities<RotationActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
});

/** Seals every tenant's credentials again, batch after batch, until a pass finds none on an older key. */
export async function rotateKeys({ keyVersion, state: given }: RotationInput): Promise<RotationResult> {
  let state = given ?? null;
  setHandler(rotationProgress, () => state?.done ?? null);
  state ??= await begin(keyVersion);
  for (;;) {
    const { outerVersion, after } = state;
    const batch = await rewrapBatch.executeWithOptions(
      { summary: `Pass ${state.pass}, after ${state.done.credentials} credentials` },
      [{ keyVersion, outerVersion, after }],
    );
    state.done.credentials += batch.looked;
    state.done.rewrapped += batch.rewrapped;
    state.changedInPass += batch.rewrapped;
    state.done.damaged = [...new Set([...state.done.damaged, ...batch.damaged])].slice(0, MOST_NAMES);
    state.after = batch.next;
    if (!batch.next) {
      if (state.changedInPass === 0) return { ...state.done, complete: true };
      if (state.pass === MOST_PASSES) return state.done;
      state.pass += 1;
      state.changedInPass = 0;
      state.done.credentials = 0;
    }
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof rotateKeys>({ keyVersion, state });
  }
}

async function begin(keyVersion: number): Promise<RotationState> {
  const { runId } = workflowInfo();
  const outerVersion = await beginRotation.executeWithOptions({ summary: 'Make the outer key' }, [
    { rotation: runId, keyVersion },
  ]);
  const done = { keyVersion, outerVersion, credentials: 0, rewrapped: 0, damaged: [], complete: false };
  return { outerVersion, pass: 1, after: null, changedInPass: 0, done };
}

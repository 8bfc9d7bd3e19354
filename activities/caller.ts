import { Context } from '@temporalio/activity';

const BEAT_MS = 3_000;

/** Heartbeat and cancel of the activity around; nothing of it when a step is called directly. */
export function caller(): { signal?: AbortSignal; heartbeat?: (detail: string) => void } {
  const context = currentContext();
  if (!context) return {};
  return {
    signal: context.cancellationSignal,
    heartbeat: (detail) => context.heartbeat(detail),
  };
}

/** Also while a platform is silent: a cancel arrives with a heartbeat, and a dead worker is missed by it. */
export async function withHeartbeat<T>(work: () => Promise<T>): Promise<T> {
  const context = currentContext();
  const beat = context && !context.info.isLocal && setInterval(() => context.heartbeat(), BEAT_MS);
  try {
    return await work();
  } finally {
    if (beat) clearInterval(beat);
  }
}

function currentContext(): Context | null {
  try {
    return Context.current();
  } catch {
    return null;
  }
}

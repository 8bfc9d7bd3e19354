/** State of a stream as stored, and what it is called when time has passed since. */
export type StreamState = 'pending' | 'queued' | 'syncing' | 'on_time' | 'late' | 'error' | 'action_required';

const MINUTE_MS = 60_000;
/** A sync itself takes a while: this share of the interval, and at least two minutes, is no delay yet. */
const GRACE = 0.1;
const LEAST_GRACE_MS = 2 * MINUTE_MS;

/**
 * A stream that was read in full is late once that is longer ago than one interval, and in error beyond two. Every other
 * state stays as it is.
 */
export function healthOfStream(
  stream: { state: StreamState; lastSuccessAt: Date | null },
  intervalMinutes: number,
  now: Date,
): StreamState {
  if (stream.state !== 'on_time' || !stream.lastSuccessAt) return stream.state;
  const age = now.getTime() - stream.lastSuccessAt.getTime();
  const interval = intervalMinutes * MINUTE_MS;
  if (age > 2 * interval + LEAST_GRACE_MS) return 'error';
  return age > interval + Math.max(LEAST_GRACE_MS, GRACE * interval) ? 'late' : 'on_time';
}

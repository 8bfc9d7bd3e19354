import type { z } from 'zod';
import type { Connection, syncStreamSchema } from '../../../../contracts/connections.ts';

export type Stream = z.infer<typeof syncStreamSchema>;

/** Share of a sync that is done, 0–1, over the parts of its streams; null before their number is known. */
export function syncShare(streams: readonly Pick<Stream, 'done' | 'total'>[]): number | null {
  const total = streams.reduce((sum, stream) => sum + stream.total, 0);
  const done = streams.reduce((sum, stream) => sum + stream.done, 0);
  return total === 0 ? null : Math.min(1, done / total);
}

export const isSyncing = ({ lastSync }: Connection) =>
  lastSync !== null && (lastSync.state === 'pending' || lastSync.state === 'running');

/** What is shown for a connection: how it stands, and while it is well how fresh its figures are. */
export function shownState(connection: Connection): string {
  if (connection.state !== 'connected')
    return connection.state === 'reconnect' ? 'action_required' : connection.state;
  if (isSyncing(connection) && !['action_required', 'error'].includes(connection.health)) return 'syncing';
  return connection.health;
}

export type Step = 'choose' | 'allow' | 'accounts' | 'first';
export type StepState = 'done' | 'now' | 'next';

/** Where connecting stands: rights chosen, allowed at the platform, accounts found, first sync through. */
export function stepsOf(connection: Connection | null, leaving = false): Record<Step, StepState> {
  if (connection === null) {
    return {
      choose: leaving ? 'done' : 'now',
      allow: leaving ? 'now' : 'next',
      accounts: 'next',
      first: 'next',
    };
  }
  const { state, accounts, lastSync } = connection;
  if (state === 'reconnect') return { choose: 'done', allow: 'now', accounts: 'next', first: 'next' };
  const found = accounts.length > 0;
  const through =
    found && lastSync !== null && (lastSync.trigger !== 'first' || lastSync.state === 'completed');
  return {
    choose: 'done',
    allow: 'done',
    accounts: found ? 'done' : 'now',
    first: through ? 'done' : found ? 'now' : 'next',
  };
}

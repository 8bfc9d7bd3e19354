import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { eventSchema, type LiveEvent } from '../../../contracts/events.ts';
import { followStream, type LiveState, type Said } from './shared-stream.ts';

/** First element of the query keys that an event makes old. */
const touched: Record<LiveEvent['kind'], string[]> = {
  task: ['tasks', 'agents', 'overview', 'session'],
  sync: ['connections', 'campaigns', 'overview', 'metrics', 'proposals'],
  proposal: ['proposals', 'campaigns', 'tasks', 'overview', 'session'],
  connection: ['connections', 'platforms', 'overview', 'session'],
  agent: ['agents', 'overview', 'session'],
  campaign: ['campaigns', 'overview', 'proposals'],
  plan: ['plan', 'agents', 'connections', 'session'],
  notification: ['notifications'],
  sample: ['agents', 'campaigns', 'connections', 'metrics', 'overview', 'proposals', 'session', 'tasks'],
};

/** How long a hidden page keeps its stream: a short look at another tab is no gap. */
const HIDDEN_MS = 3_000;

/**
 * Follows the event stream while the page is seen and refreshes what changed, gathered over a quarter of a second.
 * Windows of the same person share one stream; undefined: nobody is signed in. Hidden windows leave it.
 */
export function useEvents(person: string | undefined): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    if (person === undefined) return;
    let leave: (() => void) | null = null;
    let missed = document.hidden;
    let wasLive = false;
    const waiting = new Set<string>();
    let flushing: ReturnType<typeof setTimeout> | undefined;
    let closing: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      flushing = undefined;
      for (const key of waiting) void client.invalidateQueries({ queryKey: [key] });
      waiting.clear();
    };
    const receive = (data: string) => {
      const event = eventSchema.safeParse(JSON.parse(data));
      if (!event.success) return;
      for (const key of touched[event.data.kind]) waiting.add(key);
      flushing ??= setTimeout(flush, 250);
    };
    const follow = (now: LiveState) => {
      setState(now);
      if (now !== 'live') {
        missed ||= wasLive || now === 'lost';
        return;
      }
      if (missed) void client.invalidateQueries();
      missed = false;
      wasLive = true;
    };
    const hear = (said: Said) => {
      if ('state' in said) follow(said.state);
      else if ('event' in said) receive(said.event);
      else void client.invalidateQueries();
    };
    const open = () => {
      if (!document.hidden) leave ??= followStream('/api/v1/events', `aegis-events/${person}`, hear);
    };
    const close = () => {
      leave?.();
      leave = null;
      missed = true;
      setState('connecting');
    };
    const look = () => {
      clearTimeout(closing);
      if (document.hidden) closing = setTimeout(close, HIDDEN_MS);
      else open();
    };
    open();
    document.addEventListener('visibilitychange', look);
    addEventListener('pagehide', close);
    addEventListener('pageshow', open);
    return () => {
      document.removeEventListener('visibilitychange', look);
      removeEventListener('pagehide', close);
      removeEventListener('pageshow', open);
      clearTimeout(closing);
      clearTimeout(flushing);
      close();
    };
  }, [client, person]);
  return state;
}

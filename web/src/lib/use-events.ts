import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { eventSchema, type LiveEvent } from '../../../contracts/events.ts';

/** First element of the query keys that an event makes old. */
const touched: Record<LiveEvent['kind'], string[]> = {
  task: ['tasks', 'agents', 'overview', 'session'],
  sync: ['connections', 'campaigns', 'overview', 'metrics', 'proposals'],
  proposal: ['proposals', 'campaigns', 'tasks', 'overview', 'session'],
  connection: ['connections', 'platforms', 'overview', 'session'],
  agent: ['agents', 'overview', 'session'],
  campaign: ['campaigns', 'overview', 'proposals'],
  sample: ['agents', 'campaigns', 'connections', 'metrics', 'overview', 'proposals', 'session', 'tasks'],
};

export type LiveState = 'connecting' | 'live' | 'lost';

/** How long a hidden page keeps its stream: a short look at another tab is no gap. */
const HIDDEN_MS = 3_000;

/**
 * Follows the event stream while the page is seen and refreshes what changed, gathered over a quarter of a second.
 * A browser opens six connections to an origin: streams of hidden pages would leave none for the others.
 */
export function useEvents(enabled: boolean): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    if (!enabled) return;
    let source: EventSource | null = null;
    let missed = document.hidden;
    const waiting = new Set<string>();
    let flushing: ReturnType<typeof setTimeout> | undefined;
    let closing: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      flushing = undefined;
      for (const key of waiting) void client.invalidateQueries({ queryKey: [key] });
      waiting.clear();
    };
    const receive = ({ data }: MessageEvent<string>) => {
      const event = eventSchema.safeParse(JSON.parse(data));
      if (!event.success) return;
      for (const key of touched[event.data.kind]) waiting.add(key);
      flushing ??= setTimeout(flush, 250);
    };
    const open = () => {
      if (source || document.hidden) return;
      source = new EventSource('/api/v1/events');
      source.onopen = () => {
        setState('live');
        if (missed) void client.invalidateQueries();
        missed = false;
      };
      source.onerror = () => {
        missed = true;
        setState('lost');
      };
      source.onmessage = receive;
      for (const kind of Object.keys(touched)) source.addEventListener(kind, receive as EventListener);
      source.addEventListener('resync', () => void client.invalidateQueries());
    };
    const close = () => {
      source?.close();
      source = null;
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
  }, [client, enabled]);
  return state;
}

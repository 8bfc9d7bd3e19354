import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { eventSchema, type LiveEvent } from '../../../contracts/events.ts';

/** First element of the query keys that an event makes old. */
const touched: Record<LiveEvent['kind'], string[]> = {
  task: ['tasks', 'agents', 'overview', 'session'],
  sync: ['connections', 'campaigns', 'overview', 'metrics'],
  proposal: ['proposals', 'campaigns', 'tasks', 'overview', 'session'],
  connection: ['connections', 'platforms', 'overview', 'session'],
  agent: ['agents', 'overview', 'session'],
  campaign: ['campaigns', 'overview'],
  sample: ['agents', 'campaigns', 'connections', 'metrics', 'overview', 'proposals', 'session', 'tasks'],
};

export type LiveState = 'connecting' | 'live' | 'lost';

/** Follows the event stream and refreshes what changed, gathered over a quarter of a second. */
export function useEvents(enabled: boolean): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    if (!enabled) return;
    const source = new EventSource('/api/v1/events');
    const waiting = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lost = false;
    const flush = () => {
      timer = undefined;
      for (const key of waiting) void client.invalidateQueries({ queryKey: [key] });
      waiting.clear();
    };
    const receive = ({ data }: MessageEvent<string>) => {
      const event = eventSchema.safeParse(JSON.parse(data));
      if (!event.success) return;
      for (const key of touched[event.data.kind]) waiting.add(key);
      timer ??= setTimeout(flush, 250);
    };
    source.onopen = () => {
      setState('live');
      // Events may have passed while the line was down.
      if (lost) void client.invalidateQueries();
      lost = false;
    };
    source.onerror = () => {
      lost = true;
      setState('lost');
    };
    source.onmessage = receive;
    for (const kind of Object.keys(touched)) source.addEventListener(kind, receive as EventListener);
    return () => {
      source.close();
      clearTimeout(timer);
    };
  }, [client, enabled]);
  return state;
}

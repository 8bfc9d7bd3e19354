export type LiveState = 'connecting' | 'live' | 'lost';

/** What the window that holds the stream tells all windows, itself included. */
export type Said = { state: LiveState } | { event: string } | { resync: true };

/**
 * Follows one event stream with every other window of the same `name`: a browser opens six connections to an origin.
 * The window that gets the lock holds the stream; when it leaves, the next one in line opens its own. A browser gives
 * no locks to a page on plain HTTP from another machine: there each window has a stream. Returns what ends it here.
 */
export function followStream(url: string, name: string, hear: (said: Said) => void): () => void {
  const locks = navigator.locks as LockManager | undefined;
  const others = locks && new BroadcastChannel(name);
  const left = new AbortController();
  let source: EventSource | null = null;
  let state: LiveState = 'connecting';
  let release = () => {};
  const say = (said: Said) => {
    hear(said);
    others?.postMessage(said);
  };
  const tell = (now: LiveState) => say({ state: (state = now) });
  const hold = () => {
    source = new EventSource(url);
    tell('connecting');
    source.onopen = () => tell('live');
    source.onerror = () => tell('lost');
    source.onmessage = ({ data }: MessageEvent<string>) => say({ event: data });
    source.addEventListener('resync', () => say({ resync: true }));
    return new Promise<void>((resolve) => (release = resolve));
  };
  if (locks && others) {
    others.onmessage = ({ data }: MessageEvent<Said | 'how is it?'>) => {
      if (data !== 'how is it?') hear(data);
      else if (source) others.postMessage({ state });
    };
    others.postMessage('how is it?');
    locks.request(name, { signal: left.signal }, hold).catch(() => {}); // left before its turn
  } else void hold();
  return () => {
    source?.close();
    others?.close();
    left.abort();
    release();
  };
}

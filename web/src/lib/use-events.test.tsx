import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import { useEvents } from './use-events.ts';

let open: FakeSource[];
class FakeSource {
  onopen = () => {};
  onerror = () => {};
  onmessage = (_: { data: string }) => {};
  listeners: Record<string, (event: { data: string }) => void> = {};
  constructor() {
    open.push(this);
  }
  addEventListener(name: string, listener: (event: { data: string }) => void) {
    this.listeners[name] = listener;
  }
  close() {
    open = open.filter((one) => one !== this);
  }
}

/** What windows of a browser share: a lock with those in line for it, and a channel to one another. */
let line: (() => unknown)[];
let listening: FakeChannel[];
class FakeChannel {
  onmessage = (_: { data: unknown }) => {};
  constructor() {
    listening.push(this);
  }
  postMessage(data: unknown) {
    for (const one of listening) if (one !== this) one.onmessage({ data });
  }
  close() {
    listening = listening.filter((one) => one !== this);
  }
}
async function request(_: string, { signal }: { signal: AbortSignal }, hold: () => Promise<void>) {
  const turn = async () => {
    await hold();
    line.shift();
    line[0]?.();
  };
  signal.addEventListener('abort', () => {
    if (line[0] !== turn) line = line.filter((one) => one !== turn);
  });
  if (line.push(turn) === 1) await turn();
}

const real = globalThis.EventSource;
beforeEach(() => {
  open = [];
  line = [];
  listening = [];
  globalThis.BroadcastChannel = FakeChannel as unknown as typeof BroadcastChannel;
  withLocks(true);
  globalThis.EventSource = FakeSource as unknown as typeof EventSource;
  jest.useFakeTimers();
});
afterEach(() => {
  show(true);
  jest.useRealTimers();
  globalThis.EventSource = real;
});

/** A page on plain HTTP from another machine gets no locks. */
function withLocks(given: boolean) {
  Object.defineProperty(navigator, 'locks', { configurable: true, value: given ? { request } : undefined });
}

/** Browsers pass a lock on after the code that gave it back. */
const lockGivenBack = () => act(async () => {});

/** What the browser does when the tab comes to the front or goes behind another one. */
function show(visible: boolean) {
  Object.defineProperty(document, 'hidden', { configurable: true, value: !visible });
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
}

function follow() {
  const client = new QueryClient();
  const refetched = jest.spyOn(client, 'invalidateQueries');
  const { result, unmount } = renderHook(() => useEvents('tenant/person'), {
    wrapper: ({ children }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>,
  });
  return { refetched, live: () => result.current, end: unmount };
}

/** A browser gives one origin six connections: a tab that nobody looks at holds none (C9). */
describe('the event stream of a page', () => {
  test('is given back soon after the page is hidden, and opened again with a refetch when it is seen', async () => {
    const page = follow();
    act(() => open[0]!.onopen());
    expect(page.live()).toBe('live');
    show(false);
    act(() => void jest.runAllTimers());
    expect(open).toEqual([]);
    expect(page.live()).toBe('connecting');
    await lockGivenBack();
    show(true);
    expect(open).toHaveLength(1);
    expect(page.live()).toBe('connecting');
    expect(page.refetched).not.toHaveBeenCalled();
    act(() => open[0]!.onopen());
    expect(page.live()).toBe('live');
    expect(page.refetched).toHaveBeenCalledWith();
  });

  test('outlives a short look at another tab', () => {
    const page = follow();
    const [first] = open;
    act(() => first!.onopen());
    show(false);
    show(true);
    act(() => void jest.runAllTimers());
    expect(open).toEqual([first]);
    expect(page.live()).toBe('live');
  });

  test('is not held by a page kept for the way back', async () => {
    follow();
    act(() => void dispatchEvent(new Event('pagehide')));
    expect(open).toEqual([]);
    await lockGivenBack();
    act(() => void dispatchEvent(new Event('pageshow')));
    expect(open).toHaveLength(1);
  });

  test('waits until a page opened behind the others is looked at', () => {
    show(false);
    const page = follow();
    expect(open).toEqual([]);
    show(true);
    act(() => open[0]!.onopen());
    expect(page.refetched).toHaveBeenCalledWith();
  });

  test('refetches everything when the server says that events were missed', () => {
    const page = follow();
    act(() => open[0]!.onopen());
    expect(page.refetched).not.toHaveBeenCalled();
    act(() => open[0]!.listeners['resync']?.({ data: '{}' }));
    expect(page.refetched).toHaveBeenCalledWith();
  });
});

/** Six visible windows would leave an origin none of its connections (C9). */
describe('windows of one browser', () => {
  test('hold one stream, and each hears what it says', () => {
    const windows = [follow(), follow(), follow()];
    expect(open).toHaveLength(1);
    act(() => open[0]!.onopen());
    expect(windows.map(({ live }) => live())).toEqual(['live', 'live', 'live']);
    act(() => open[0]!.onmessage({ data: JSON.stringify({ kind: 'task', id: '1' }) }));
    act(() => void jest.runAllTimers());
    for (const { refetched } of windows) expect(refetched).toHaveBeenCalledWith({ queryKey: ['tasks'] });
    act(() => open[0]!.listeners['resync']?.({ data: '{}' }));
    for (const { refetched } of windows) expect(refetched).toHaveBeenCalledWith();
  });

  test('one that opens later knows at once that the stream is live', () => {
    follow();
    act(() => open[0]!.onopen());
    expect(follow().live()).toBe('live');
  });

  test('the next in line takes over from one that is closed, and what was missed is read again by all', async () => {
    const [first, second, third] = [follow(), follow(), follow()];
    act(() => open[0]!.onopen());
    first.end();
    await lockGivenBack();
    expect(open).toHaveLength(1);
    expect([second.live(), third.live()]).toEqual(['connecting', 'connecting']);
    act(() => open[0]!.onopen());
    for (const { refetched, live } of [second, third]) {
      expect(live()).toBe('live');
      expect(refetched).toHaveBeenCalledWith();
    }
  });

  test('all say that the stream is lost, and read everything again once it is back', () => {
    const windows = [follow(), follow()];
    act(() => open[0]!.onopen());
    act(() => open[0]!.onerror());
    expect(windows.map(({ live }) => live())).toEqual(['lost', 'lost']);
    act(() => open[0]!.onopen());
    for (const { refetched } of windows) expect(refetched).toHaveBeenCalledWith();
  });

  test('one that leaves before its turn never opens a stream', async () => {
    const [first, second] = [follow(), follow()];
    second.end();
    first.end();
    await lockGivenBack();
    expect(open).toEqual([]);
  });

  test('without locks each has its own stream', () => {
    withLocks(false);
    const windows = [follow(), follow()];
    expect(open).toHaveLength(2);
    act(() => open[1]!.onopen());
    expect(windows.map(({ live }) => live())).toEqual(['connecting', 'live']);
  });
});

import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import { useEvents } from './use-events.ts';

let open: FakeSource[];
class FakeSource {
  onopen = () => {};
  onerror = () => {};
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

const real = globalThis.EventSource;
beforeEach(() => {
  open = [];
  globalThis.EventSource = FakeSource as unknown as typeof EventSource;
  jest.useFakeTimers();
});
afterEach(() => {
  show(true);
  jest.useRealTimers();
  globalThis.EventSource = real;
});

/** What the browser does when the tab comes to the front or goes behind another one. */
function show(visible: boolean) {
  Object.defineProperty(document, 'hidden', { configurable: true, value: !visible });
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
}

function follow() {
  const client = new QueryClient();
  const refetched = jest.spyOn(client, 'invalidateQueries');
  const { result } = renderHook(() => useEvents(true), {
    wrapper: ({ children }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>,
  });
  return { refetched, live: () => result.current };
}

/** A browser gives one origin six connections: a tab that nobody looks at holds none (C9). */
describe('the event stream of a page', () => {
  test('is given back soon after the page is hidden, and opened again with a refetch when it is seen', () => {
    const page = follow();
    act(() => open[0]!.onopen());
    expect(page.live()).toBe('live');
    show(false);
    act(() => void jest.runAllTimers());
    expect(open).toEqual([]);
    expect(page.live()).toBe('connecting');
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

  test('is not held by a page kept for the way back', () => {
    follow();
    act(() => void dispatchEvent(new Event('pagehide')));
    expect(open).toEqual([]);
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

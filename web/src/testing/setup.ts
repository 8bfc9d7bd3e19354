import { jest } from '@jest/globals';
import '@testing-library/jest-dom/jest-globals';
import { configure } from '@testing-library/react';
import { TextDecoder, TextEncoder } from 'node:util';

/** What jsdom lacks. */
class Headers extends Map<string, string> {
  constructor(given: Record<string, string> = {}) {
    super(Object.entries(given));
  }
}
/** As much of a request as a navigation without loaders needs. */
class Request {
  readonly url: string;
  readonly method = 'GET';
  readonly headers = new Headers();
  readonly signal: AbortSignal | undefined;
  constructor(url: string | URL, init: { signal?: AbortSignal } = {}) {
    this.url = String(url);
    this.signal = init.signal;
  }
}
Object.assign(globalThis, { Headers, Request, TextDecoder, TextEncoder });
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
globalThis.EventSource ??= class {
  addEventListener() {}
  close() {}
} as unknown as typeof EventSource;
if ('Element' in globalThis) {
  Object.assign(Element.prototype, {
    scrollIntoView() {},
    hasPointerCapture: () => false,
    setPointerCapture() {},
    releasePointerCapture() {},
  });
}

/** A busy machine is slow, not wrong. */
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 20_000 });

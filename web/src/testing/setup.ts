import '@testing-library/jest-dom/jest-globals';
import { TextDecoder, TextEncoder } from 'node:util';

/** What jsdom lacks. */
class Headers extends Map<string, string> {
  constructor(given: Record<string, string> = {}) {
    super(Object.entries(given));
  }
}
Object.assign(globalThis, { Headers, TextDecoder, TextEncoder });
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

import { jest } from '@jest/globals';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { createMemoryRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { startI18n } from '../app/i18n.ts';
import { routes } from '../app/routes.tsx';
import { createQueryClient } from '../lib/query-client.ts';

export interface Call {
  method: string;
  path: string;
  body: unknown;
  version: string | null;
}
type Reply = (call: Call) => { status?: number; body?: unknown };

/** What jsdom lacks and Radix or the console asks for. */
function completeJsdom() {
  Object.assign(globalThis, {
    EventSource: class {
      addEventListener() {}
      close() {}
    },
    matchMedia: (media: string) => ({
      media,
      matches: false,
      addEventListener() {},
      removeEventListener() {},
    }),
  });
  Object.assign(Element.prototype, {
    scrollIntoView() {},
    hasPointerCapture: () => false,
    releasePointerCapture() {},
  });
}

/** The whole console at an address, in English, with an API that answers `METHOD path` (query left out) by `replies`. */
export async function openConsole(address: string, replies: Record<string, Reply>) {
  completeJsdom();
  await startI18n();
  const calls: Call[] = [];
  globalThis.fetch = jest.fn(async (input: unknown, init: RequestInit = {}) => {
    const path = String(input).replace('/api/v1/', '');
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    const call = {
      method: init.method ?? 'GET',
      path,
      body,
      version: (init.headers as Headers).get('if-match') ?? null,
    };
    calls.push(call);
    const reply = replies[`${call.method} ${path.split('?')[0]}`]?.(call);
    const { status = 200, body: answer } = reply ?? { status: 404, body: {} };
    const text = answer === undefined ? '' : JSON.stringify(answer);
    return { ok: status < 400, status, text: () => Promise.resolve(text) };
  }) as unknown as typeof fetch;
  const router = createMemoryRouter(routes, { initialEntries: [address] });
  render(
    <QueryClientProvider client={createQueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return {
    user: userEvent.setup(),
    calls,
    /** Calls of a method, for what a person changed. */
    sent: (method: string) => calls.filter((call) => call.method === method),
    at: () => router.state.location.pathname + router.state.location.search,
    close: cleanup,
  };
}

export const problem = (status: number, code: string, detail: string, errors?: object[]) => ({
  status,
  body: { type: 'about:blank', title: code, status, detail, instance: '', code, traceId: 'trace', errors },
});

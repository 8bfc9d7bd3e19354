import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import axe from 'axe-core';
import { Suspense, type ReactElement } from 'react';
import { createMemoryRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { Toaster } from 'sonner';
import type { Problem, ProblemCode } from '../../../contracts/common.ts';
import { changeLanguage, startI18n, type Language } from '../app/i18n.ts';
import { routes } from '../app/routes.tsx';
import { createQueryClient } from '../lib/query-client.ts';
import { session } from './samples.ts';

/** What the console asked of the API. */
export interface Asked {
  method: string;
  /** Without `/api/v1/`, with its query. */
  path: string;
  body: unknown;
  ifMatch: string | null;
}

/** An answer that is a problem. */
export class Refusal {
  readonly problem: Problem;
  constructor(status: number, code: ProblemCode, more: Partial<Problem> = {}) {
    const words = { type: 'about:blank', title: code, detail: `Refused: ${code}.`, instance: '' };
    this.problem = { ...words, status, code, traceId: 'trace', ...more };
  }
}

/** Answers by `GET tasks` or `GET tasks?state=failed`, the longest start wins; null: no content. A function sees what was asked. */
export type Answers = Record<string, unknown>;

interface Options {
  /** Pages by their paths; without them the whole console. */
  pages?: Record<string, ReactElement>;
  width?: 1440 | 390;
  language?: Language;
}

/** The console at an address, with an API that answers as given; what it has no answer for is not found. */
export async function openConsole(
  address: string,
  answers: Answers,
  { pages, width = 1440, language = 'en' }: Options = {},
) {
  cleanup(); // of one that this test opened before
  localStorage.clear();
  resizeTo(width);
  await startI18n();
  await changeLanguage(language);
  const all: Answers = { 'GET session': session, ...answers };
  const asked: string[] = [];
  const sent: Asked[] = [];
  globalThis.fetch = async (input, init) => {
    const one: Asked = {
      method: init!.method!,
      path: (input as string).replace('/api/v1/', ''),
      body: init?.body ? (JSON.parse(init.body as string) as unknown) : undefined,
      ifMatch: (init!.headers as Headers).get('if-match') ?? null,
    };
    if (one.method === 'GET') asked.push(one.path);
    else sent.push(one);
    const call = decodeURIComponent(`${one.method} ${one.path}`);
    const starts = Object.keys(all).filter((start) => call.startsWith(start));
    const found = all[starts.sort((a, b) => b.length - a.length)[0] ?? ''] ?? null;
    const answer: unknown = typeof found === 'function' ? (found as (one: Asked) => unknown)(one) : found;
    return answerOf(starts.length > 0 ? answer : new Refusal(404, 'not-found'));
  };
  const client = createQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  const own = Object.entries(pages ?? {}).map(([path, page]) => ({
    path,
    element: (
      <Suspense>
        {page}
        <Toaster />
      </Suspense>
    ),
  }));
  // The shell shows a page only once it knows who is signed in.
  if (pages) client.setQueryData(['session'], all['GET session']);
  const router = createMemoryRouter(pages ? own : routes, { initialEntries: [address] });
  const view = render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return {
    ...view,
    user: userEvent.setup(),
    /** Paths that were read. */
    asked,
    /** What was not a GET. */
    sent,
    address: () => router.state.location.pathname + router.state.location.search,
  };
}

function resizeTo(width: number) {
  const holds = (query: string) => {
    const [, bound, px] = /(min|max)-width: (\d+)px/.exec(query) ?? [];
    return bound === 'min' ? width >= Number(px) : bound === 'max' && width <= Number(px);
  };
  globalThis.matchMedia = (media) =>
    ({
      media,
      matches: holds(media),
      addEventListener() {},
      removeEventListener() {},
    }) as unknown as MediaQueryList;
}

/** A file as an answer. */
export class FileAnswer {
  readonly name: string;
  readonly text: string;
  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
  }
}

function answerOf(answer: unknown): Response {
  if (answer instanceof FileAnswer) {
    const headers = new Headers({ 'content-disposition': `attachment; filename="${answer.name}"` });
    return { ok: true, status: 200, headers, blob: async () => new Blob([answer.text]) } as Response;
  }
  const problem = answer instanceof Refusal ? answer.problem : null;
  const body = problem ?? answer;
  const text = body === null ? '' : JSON.stringify(body);
  return { ok: !problem, status: problem?.status ?? 200, text: async () => text } as Response;
}

/** Rules that are broken; what needs a painted page is looked at in a real browser (tests/browser). */
export async function brokenRules(container: Element): Promise<string[]> {
  const painted = ['color-contrast', 'label-content-name-mismatch'];
  const rules = Object.fromEntries(painted.map((rule) => [rule, { enabled: false }]));
  const { violations } = await axe.run(container, { rules });
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 120)}`));
}

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { configure, render } from '@testing-library/react';
import axe from 'axe-core';
import i18next from 'i18next';
import { Suspense, useEffect, type ReactElement } from 'react';
import { MemoryRouter, Route, Routes, useLocation } from 'react-router';
import { startI18n } from '../app/i18n.ts';
import { sessionOf } from './samples.ts';

/** The first page of a file also loads its code; a busy machine takes its time. */
configure({ asyncUtilTimeout: 20_000 });

export interface Sent {
  method: string;
  path: string;
  body: unknown;
  ifMatch: string | undefined;
}

/** Answers by `GET tasks` or `GET tasks?state=failed`; a function sees what was sent. The longest start wins. */
export type Answers = Record<string, unknown>;

/** One page at an address with an API that answers as given. `sent` gathers what was not a GET. */
export async function renderAt(
  address: string,
  pages: Record<string, ReactElement>,
  answers: Answers,
  { wide = true, language = 'en' }: { wide?: boolean; language?: 'en' | 'fr' } = {},
) {
  globalThis.matchMedia = (query) => ({ matches: wide, media: query }) as MediaQueryList;
  if (!i18next.isInitialized) await startI18n();
  await i18next.loadNamespaces(['app', 'approvals', 'tasks', 'connections']);
  await i18next.changeLanguage(language);
  const sent: Sent[] = [];
  const asked: string[] = [];
  const all: Answers = { 'GET session': sessionOf(), ...answers };
  globalThis.fetch = ((
    url: string,
    init: { method: string; headers: Map<string, string>; body?: string },
  ) => {
    const path = url.replace('/api/v1/', '');
    const call = `${init.method} ${path}`;
    const body: unknown = init.body === undefined ? undefined : JSON.parse(init.body);
    if (init.method === 'GET') asked.push(path);
    else sent.push({ method: init.method, path, body, ifMatch: init.headers.get('if-match') });
    const key = Object.keys(all)
      .filter((start) => call.startsWith(start))
      .sort((a, b) => b.length - a.length)[0];
    const answer = key === undefined ? undefined : all[key];
    const given: unknown =
      typeof answer === 'function' ? (answer as (body: unknown) => unknown)(body) : answer;
    const status = given === undefined ? 404 : ((given as { status?: unknown }).status as number) || 200;
    const failed = typeof status === 'number' && status >= 400;
    const text = JSON.stringify(given ?? { title: `No answer to ${call}` });
    return Promise.resolve({ ok: !failed, status: failed ? status : 200, text: () => Promise.resolve(text) });
  }) as unknown as typeof fetch;
  let at = address;
  const Address = () => {
    const { pathname, search } = useLocation();
    useEffect(() => {
      at = pathname + search;
    });
    return null;
  };
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const view = render(
    <QueryClientProvider client={client}>
      <Suspense>
        <MemoryRouter initialEntries={[address]}>
          <Address />
          <Routes>
            {Object.entries(pages).map(([path, element]) => (
              <Route key={path} path={path} element={element} />
            ))}
          </Routes>
        </MemoryRouter>
      </Suspense>
    </QueryClientProvider>,
  );
  return {
    ...{ ...view, sent, asked, client },
    address: () => at,
  };
}

/** Rules that are broken; what needs a painted page is looked at in a real browser (tests/browser). */
export async function brokenRules(container: Element): Promise<string[]> {
  const painted = ['color-contrast', 'label-content-name-mismatch'];
  const rules = Object.fromEntries(painted.map((rule) => [rule, { enabled: false }]));
  const { violations } = await axe.run(container, { rules });
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 120)}`));
}

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import { Suspense, type ComponentType } from 'react';
import { MemoryRouter, useLocation } from 'react-router';
import { Toaster } from 'sonner';
import { changeLanguage, startI18n, type Language } from '../app/i18n.ts';

/** What the page asked of the API. */
export interface Asked {
  method: string;
  /** Without `/api/v1/`, with its query. */
  path: string;
  body: unknown;
  ifMatch: string | null;
}

/** An answer that is a problem. */
export class Refusal {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string) {
    this.status = status;
    this.code = code;
  }
}

/** Answers by `METHOD path` without the query; a function sees what was asked. */
export type Answers = Record<string, unknown>;

/** Shows a page with an API made of `answers`; a request that has none fails with 404. */
export async function showPage(
  Page: ComponentType,
  answers: Answers,
  { at = '/', language = 'en' }: { at?: string; language?: Language } = {},
): Promise<{ asked: Asked[] }> {
  const asked: Asked[] = [];
  globalThis.fetch = async (input, init) => {
    const url = input as string;
    const one: Asked = {
      method: init?.method ?? 'GET',
      path: url.replace('/api/v1/', ''),
      body: init?.body ? (JSON.parse(init.body as string) as unknown) : undefined,
      ifMatch: (init?.headers as Headers).get('if-match') ?? null,
    };
    asked.push(one);
    const found = answers[`${one.method} ${decodeURIComponent(one.path.split('?')[0]!)}`];
    const answer = typeof found === 'function' ? (found as (one: Asked) => unknown)(one) : found;
    return answerOf(answer === undefined ? new Refusal(404, 'not-found') : answer);
  };
  await startI18n();
  await changeLanguage(language);
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  // The shell shows a page only once it knows who is signed in.
  client.setQueryData(['session'], answers['GET session']);
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter initialEntries={[at]}>
        <Suspense>
          <Page />
        </Suspense>
        <Address />
      </MemoryRouter>
      <Toaster />
    </QueryClientProvider>,
  );
  return { asked };
}

function answerOf(answer: unknown): Response {
  const refused = answer instanceof Refusal;
  const body = refused
    ? {
        type: 'about:blank',
        title: answer.code,
        status: answer.status,
        detail: `Refused: ${answer.code}.`,
        instance: '',
        code: answer.code,
        traceId: 'trace',
      }
    : answer;
  const text = body === null ? '' : JSON.stringify(body);
  return { ok: !refused, status: refused ? answer.status : 200, text: async () => text } as Response;
}

const Address = () => {
  const { pathname, search } = useLocation();
  return <output data-testid="address">{pathname + search}</output>;
};

/** Path and query that the page has put into the address. */
export const address = () => screen.getByTestId('address').textContent;

export const session = {
  user: {
    id: '0b1f3c52-7a51-4c6b-9d39-2f6a5a0e9b01',
    name: 'Camille Roux',
    title: null,
    email: 'camille@aegis.example',
    locale: 'en',
  },
  tenant: {
    id: '0b1f3c52-7a51-4c6b-9d39-2f6a5a0e9b02',
    name: 'Maison Solène',
    plan: 'pro',
    trialEndsAt: null,
    timeZone: 'Europe/Paris',
    currency: 'EUR',
    tasksToday: 0,
    tasksPerDay: 1000,
    twoPersonAboveMicros: null as string | null,
    sample: true,
  },
  role: 'owner',
  counts: { approvals: 0, runningTasks: 0, activeAgents: 0, connections: 1 },
  temporalUiUrl: null,
};

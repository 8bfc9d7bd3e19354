import { describe, expect, test } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import type { Plan } from '../../../../contracts/plan.ts';
import { brokenRules, openConsole, Refusal, type Asked } from '../../testing/console.tsx';
import { session, workspace } from '../../testing/samples.ts';

const offer = (
  plan: Plan['plan'],
  tasks: number | null,
  agents: number | null,
  connectors: number | null,
) => ({
  ...{ plan, tasks, agents, connectors, requests: 3000 },
  ...{ premiumAgents: plan === 'pro' || plan === 'enterprise', sso: plan === 'enterprise' },
  ...{ customIntegrations: plan === 'enterprise', support: 'email' as const },
});
const starter: Plan = {
  ...{ plan: 'starter', state: 'active', next: null, trialAvailable: true },
  use: [
    { of: 'tasks', used: 100, limit: 100, resetsAt: '2026-11-23T23:00:00Z', opensWith: 'pro' },
    { of: 'agents', used: 3, limit: 5, resetsAt: null, opensWith: 'pro' },
    { of: 'connectors', used: 2, limit: 3, resetsAt: null, opensWith: 'pro' },
  ],
  offers: [
    offer('free', 10, 1, 1),
    offer('starter', 100, 5, 3),
    offer('pro', 1000, 20, 10),
    offer('enterprise', null, null, null),
  ],
  events: [
    {
      ...{ at: '2026-11-20T10:00:00Z', kind: 'upgraded', from: 'free', to: 'starter' },
      ...{ effectiveAt: '2026-11-20T10:00:00Z', by: 'Camille Roux', agentsOff: 0, connectionsPaused: 0 },
    },
  ],
};
const answers = { ...workspace, 'GET plan': starter };
const at = '/settings/plan';

describe('the plan (E2, C8)', () => {
  test('shows each limit with its use; a full one says when it begins anew, in the workspace’s zone, and what opens it', async () => {
    const open = await openConsole(at, answers);
    const card = await screen.findByRole('region', { name: 'Plan: Starter' });
    expect(card).toHaveTextContent('Tasks today100 of 100');
    expect(card).toHaveTextContent('All of today are used. Begins anew 24 Nov 00:00. Pro gives more.');
    expect(card).toHaveTextContent('Agents switched on3 of 5');
    expect(card).toHaveTextContent('Connections in use2 of 3');
    const events = screen.getByRole('region', { name: 'What happened to the plan' });
    expect(events).toHaveTextContent('Changed to StarterCamille Roux');
    expect(await brokenRules(open.container)).toEqual([]);
  });

  test('a larger plan begins at once, and says so before the click', async () => {
    const open = await openConsole(at, { ...answers, 'PUT plan': { ...starter, plan: 'pro' } });
    const pro = await screen.findByRole('listitem', { name: 'Pro' });
    await open.user.click(within(pro).getByRole('button', { name: 'Change to Pro' }));
    const dialog = await screen.findByRole('dialog', { name: 'Change to Pro?' });
    expect(dialog).toHaveTextContent('Pro begins at once');
    expect(open.sent).toEqual([]);
    await open.user.click(within(dialog).getByRole('button', { name: 'Change to Pro' }));
    expect(await screen.findByText('The plan is Pro')).toBeVisible();
    expect(open.sent[0]).toMatchObject({ method: 'PUT', path: 'plan', body: { plan: 'pro' } });
    expect(await screen.findByRole('region', { name: 'Plan: Pro' })).toBeVisible();
  });

  test('a smaller plan says the days of grace and what it switches off before the click', async () => {
    const open = await openConsole(at, {
      ...answers,
      'PUT plan': ({ body }: Asked) => ({
        ...starter,
        state: 'ending',
        next: {
          ...(body as object),
          at: '2026-12-07T10:00:00Z',
          reason: 'downgrade',
          agentsOff: 2,
          connectionsPaused: 1,
        },
      }),
    });
    const free = await screen.findByRole('listitem', { name: 'Free' });
    expect(within(free).queryByRole('button', { name: /Try/ })).toBeNull();
    await open.user.click(within(free).getByRole('button', { name: 'Change to Free' }));
    const dialog = await screen.findByRole('dialog', { name: 'Change to Free?' });
    expect(dialog).toHaveTextContent('Until then Starter stays as it is, and you can take this back.');
    expect(dialog).toHaveTextContent('2 agents are switched off then');
    expect(dialog).toHaveTextContent('1 connection is paused');
    expect(dialog).toHaveTextContent('Nothing is deleted');
    await open.user.click(within(dialog).getByRole('button', { name: 'Change to Free' }));
    await open.user.click(await screen.findByRole('button', { name: 'Keep Starter' }));
    await waitFor(() =>
      expect(open.sent.map(({ body }) => body)).toEqual([{ plan: 'free' }, { plan: 'starter' }]),
    );
  });

  test('a trial is begun once; what refuses it is said where it was asked for', async () => {
    const open = await openConsole(at, {
      ...answers,
      'POST plan/trial': new Refusal(409, 'conflict', { reason: 'trial-used' }),
    });
    await open.user.click(await screen.findByRole('button', { name: 'Try Pro for 14 days' }));
    const dialog = await screen.findByRole('dialog', { name: 'Try Pro for 14 days?' });
    expect(dialog).toHaveTextContent('If you do not keep it, Starter is back');
    await open.user.click(within(dialog).getByRole('button', { name: 'Try Pro for 14 days' }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('The trial was used before');
  });

  test('who may not change it sees it all and no button, in French too', async () => {
    const role = { 'GET session': { ...session, role: 'operator', rights: ['read', 'run', 'change'] } };
    const open = await openConsole(at, { ...answers, ...role }, { language: 'fr' });
    expect(await screen.findByText(/Un propriétaire ou un administrateur peut le changer/)).toBeVisible();
    expect(screen.getByRole('region', { name: /^Forfait\s: Starter$/ })).toBeVisible();
    expect(within(open.container).queryByRole('button', { name: /Passer|Essayer/ })).toBeNull();
  });

  test('the use beside the name leads here', async () => {
    const open = await openConsole('/agents', answers);
    await open.user.click((await screen.findAllByRole('link', { name: /Tasks today/ }))[0]!);
    expect(open.address()).toBe(at);
  });
});

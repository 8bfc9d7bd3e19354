import { describe, expect, jest, test } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import type { TaskDetail } from '../../../../contracts/tasks.ts';
import { brokenRules, openConsole, type Answers } from '../../testing/console.tsx';
import { agentOf, counts, failureOf, proposalOf, taskOf } from '../../testing/samples.ts';
import TaskPage from './task-page.tsx';
import TasksPage from './tasks-page.tsx';

/** Tasks: spec rows C3 and E3. */
jest.setTimeout(60_000);

const pages = { '/tasks': <TasksPage />, '/tasks/:id': <TaskPage />, '/approvals/:id': <p>The proposal</p> };
const list = (tasks: TaskDetail[], nextCursor: string | null = null) => ({
  data: tasks,
  nextCursor,
  counts: { ...counts, failed: 2 },
});
const connections = { data: [], nextCursor: null };
const base: Answers = { 'GET agents': { data: [agentOf()] }, 'GET connections': connections };
const show = (address: string, answers: Answers, options = {}) =>
  openConsole(address, answers, { pages, ...options });
const open = (task: TaskDetail, more: Answers = {}, address = `/tasks/${task.id}`, options = {}) =>
  show(address, { ...base, [`GET tasks/${task.id}`]: task, ...more }, options);

describe('the list', () => {
  test('states with their counts filter; state, agent and page live in the address', async () => {
    const { asked, address } = await show('/tasks', {
      ...base,
      'GET tasks': list([taskOf(1)], '50'),
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Failed 2' }));
    expect(address()).toBe('/tasks?state=failed');
    await user.selectOptions(await screen.findByLabelText('Agent'), 'budget-analyzer');
    expect(address()).toBe('/tasks?state=failed&agent=budget-analyzer');
    await user.click(await screen.findByRole('link', { name: 'Older' }));
    expect(address()).toBe('/tasks?state=failed&agent=budget-analyzer&before=50');
    await waitFor(() =>
      expect(asked).toContain('tasks?limit=50&state=failed&agent=budget-analyzer&cursor=50'),
    );
    await user.click(screen.getByRole('link', { name: 'Newest' }));
    expect(address()).toBe('/tasks?state=failed&agent=budget-analyzer');
  });

  test('a run that failed says why; one that matches nothing offers all', async () => {
    const failed = taskOf(2, { state: 'failed', failure: failureOf() });
    const { unmount } = await show('/tasks', { ...base, 'GET tasks': list([failed]) });
    expect(
      await screen.findByRole('link', { name: /refuses this with the rights it gave us/ }),
    ).toBeInTheDocument();
    unmount();
    const { address } = await show('/tasks?state=canceled', { ...base, 'GET tasks': list([]) });
    await userEvent.setup().click(await screen.findByRole('button', { name: 'Clear filters' }));
    expect(address()).toBe('/tasks');
  });

  test('a run is started for the agent, capability and account chosen', async () => {
    const account = { id: '7', name: 'FR', currency: 'EUR', timeZone: 'Europe/Paris', status: 'active', selected: true, activeCampaigns: 3 }; // prettier-ignore
    const connection = {
      ...{ id: taskOf(70).id, platform: 'meta', environment: 'sandbox', name: 'Meta', state: 'connected' },
      ...{
        health: 'on_time',
        scopes: [],
        missingScopes: [],
        connectedBy: null,
        connectedAt: '2026-11-23T08:00:00Z',
      },
      ...{
        expiresAt: null,
        reconnectReason: null,
        syncIntervalMinutes: 60,
        nextSyncAt: null,
        lastSync: null,
      },
      ...{ streams: [], accounts: [account], version: 1, sample: true },
    };
    const { sent, address } = await show('/tasks?run=budget-analyzer', {
      ...base,
      'GET tasks': list([]),
      'GET connections': { data: [connection], nextCursor: null },
      'POST tasks': { id: taskOf(5).id },
      [`GET tasks/${taskOf(5).id}`]: taskOf(5),
    });
    const dialog = await screen.findByRole('dialog', { name: 'New run' });
    const user = userEvent.setup();
    await user.selectOptions(await within(dialog).findByLabelText('What to do'), 'spend-optimization');
    await user.click(within(dialog).getByRole('button', { name: 'Start run' }));
    await waitFor(() => expect(address()).toBe(`/tasks/${taskOf(5).id}`));
    expect(sent[0]!.body).toEqual({
      ...{ agent: 'budget-analyzer', capability: 'spend-optimization' },
      input: { platform: 'meta', accountId: '7' },
    });
  });
});

describe('one task', () => {
  test('a row of the timeline opens the step: output, input, attempts', async () => {
    const { address } = await open(taskOf(1));
    const user = userEvent.setup();
    await user.click((await screen.findAllByRole('button', { name: /^Analyze/ }))[0]!);
    expect(address()).toMatch(/\?step=analyze$/);
    const panel = screen.getByRole('heading', { name: 'Analyze' }).closest('section')!;
    expect(panel).toHaveTextContent('"rows": 42');
    await user.click(within(panel).getByRole('tab', { name: 'Input' }));
    expect(panel).toHaveTextContent('"asked": "analyze"');
    await user.click(within(panel).getByRole('button', { name: 'Close' }));
    expect(address()).not.toContain('step');
  });

  test('the log tells what happened in order', async () => {
    await open(taskOf(1), {}, `/tasks/${taskOf(1).id}?view=log`);
    const rows = within(await screen.findByRole('region', { name: 'What happened, in order' })).getAllByRole(
      'row',
    );
    expect(rows[0]).toHaveTextContent('State: Pending');
    expect(rows.at(-1)).toHaveTextContent('State: Completed');
  });

  test('a failed one says what happened, what it touched, what to do; retry asks first', async () => {
    const failed = taskOf(3, { state: 'failed', failure: failureOf() });
    const { sent } = await open(failed, { [`PUT tasks/${failed.id}/retry`]: failed });
    const card = (await screen.findByRole('heading', { name: 'The run failed' })).closest('section')!;
    for (const words of [
      'refuses this with the rights',
      'Nothing was changed.',
      'Reconnect the account',
      'permission · 200 · 7f3a91c2',
    ])
      expect(card).toHaveTextContent(words);
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'Retry' }));
    const dialog = await screen.findByRole('dialog', { name: 'Retry this run?' });
    expect(sent).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Retry' }));
    await waitFor(() => expect(sent[0]).toMatchObject({ method: 'PUT', path: `tasks/${failed.id}/retry` }));
  });

  test('in French a failure is told in French, in the card, the log and the list (C9)', async () => {
    const failure = failureOf({ code: 'not-enough-data', message: 'No day with delivery is known for FR.' });
    const move = (to: 'failed' | 'pending', reason: string) => ({ from: null, to, at: '2026-11-23T08:00:00Z', reason }); // prettier-ignore
    const failed = taskOf(3, {
      ...{ state: 'failed', failure },
      transitions: [move('failed', failure.message), move('pending', 'Retried by a person.')],
    });
    const french = { language: 'fr' as const };
    const { container, unmount } = await open(failed, {}, `/tasks/${failed.id}?view=log`, french);
    await screen.findByRole('heading', { name: 'L’exécution a échoué' });
    expect(container).toHaveTextContent('Il y a trop peu de données pour calculer.');
    expect(container).toHaveTextContent('Rien n’a été modifié.');
    expect(container).toHaveTextContent('Synchronisez la connexion');
    expect(container).toHaveTextContent('État : Échouée (Il y a trop peu de données pour calculer.)');
    expect(container).toHaveTextContent('État : En attente (Relancée par une personne.)');
    unmount();
    await show('/tasks', { ...base, 'GET tasks': list([failed]) }, french);
    expect(await screen.findByRole('link', { name: /trop peu de données/ })).toBeInTheDocument();
  });

  test('a running one can be canceled after a question', async () => {
    const running = taskOf(4, { state: 'running', finishedAt: null });
    const { sent, unmount } = await open(running, { [`DELETE tasks/${running.id}`]: running });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Cancel run' }));
    const dialog = await screen.findByRole('dialog', { name: 'Cancel this run?' });
    await user.click(within(dialog).getByRole('button', { name: 'Cancel run' }));
    await waitFor(() => expect(sent[0]).toMatchObject({ method: 'DELETE', path: `tasks/${running.id}` }));
    unmount();
  });

  test('its proposal is a wait on the timeline and leads to the decision', async () => {
    const proposal = proposalOf(20, { createdAt: '2026-11-23T08:00:09Z' });
    const task = taskOf(6, {
      proposalIds: [proposal.id],
      result: {
        analysis: {},
        words: { headline: '', summary: 'One change.', findings: [], caveats: [], proposals: [] },
      },
    });
    const { address } = await open(task, { [`GET proposals/${proposal.id}`]: proposal });
    expect(await screen.findByRole('link', { name: 'Open proposal' })).toHaveAttribute(
      'href',
      `/approvals/${proposal.id}`,
    );
    await userEvent.setup().click(screen.getByRole('button', { name: /^Wait for approval/ }));
    await waitFor(() => expect(address()).toBe(`/approvals/${proposal.id}`));
  });

  test.each(['en', 'fr'] as const)(
    'in %s: no word is missing and no rule of axe is broken',
    async (language) => {
      const failed = taskOf(3, { state: 'failed', failure: failureOf() });
      const { container } = await open(failed, {}, `/tasks/${failed.id}?step=write`, { language });
      await screen.findByRole('heading', { level: 1 });
      await screen.findByRole('tablist');
      expect(container.textContent).not.toMatch(/\b(tasks|app):?[a-z]+\.[a-z]+/);
      expect(await brokenRules(container)).toEqual([]);
    },
  );
});

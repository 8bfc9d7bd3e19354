import { describe, expect, test } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { openConsole, Refusal } from '../../testing/console.tsx';
import { overview, session, workspace } from '../../testing/samples.ts';

describe('the dashboard (C1)', () => {
  test('shows what waits for a person: old, new, expected effect with its interval', async () => {
    await openConsole('/', workspace);
    const card = await screen.findByRole('region', { name: 'Needs your decision' });
    expect(within(card).getByText('€180')).toBeVisible();
    expect(within(card).getByText(/€240/, { selector: '.nw' })).toHaveTextContent('€240 a day');
    expect(within(card).getByText('+€219 a week')).toBeVisible();
    expect(within(card).getByText('80% likely: −€23 to +€461')).toBeVisible();
    expect(within(card).getByRole('link', { name: 'Review: FR · Prospecting' })).toBeVisible();
  });

  test('a sign never stands on another line than its amount', async () => {
    await openConsole('/', workspace);
    const sentence = await screen.findByText(/Raise from/);
    expect(sentence.textContent).toContain('\u2212\u2060€420');
  });

  test('seven days of work can be read as a table, also days without any', async () => {
    const open = await openConsole('/', workspace);
    await open.user.click(await screen.findByRole('button', { name: 'Show as table' }));
    const table = screen.getByRole('table', { name: 'Work done by agents' });
    expect(within(table).getAllByRole('row')).toHaveLength(8);
    expect(within(table).getByRole('row', { name: /Mon 23 6 0 0 0/ })).toBeVisible();
  });

  test('the period is in the address and asked of the server', async () => {
    const open = await openConsole('/', workspace);
    await open.user.click(await screen.findByRole('button', { name: /Last 7 days/ }));
    await open.user.click(await screen.findByRole('menuitemradio', { name: 'Last 28 days' }));
    await waitFor(() => expect(open.asked).toContain('overview?days=28'));
    expect(open.address()).toBe('/?days=28');
  });

  test('trouble comes with its remedy; without any, the checks that passed are named', async () => {
    const open = await openConsole('/', workspace);
    const card = await screen.findByRole('region', { name: 'Needs attention' });
    expect(within(card).getByRole('link', { name: 'Open: Report export gave up' })).toBeVisible();
    open.unmount();
    await openConsole('/', { ...workspace, 'GET overview': { ...overview, attention: [] } });
    expect(await screen.findByText('No failure is open')).toBeVisible();
  });

  test.each([
    ['change-failed', '/approvals/', 'FR · Linen: the change failed'],
    ['change-conflict', '/approvals/', 'FR · Linen: the change was not kept'],
    ['task-failed', '/tasks/', 'FR · Linen failed'],
  ])('a failure of the last days needs attention and leads to its page: %s', async (kind, page, words) => {
    const at = '2026-11-22T09:00:00Z';
    const attention = [{ kind, id: 'one', title: 'FR · Linen', at, code: 'conflict' }];
    await openConsole('/', { ...workspace, 'GET overview': { ...overview, attention } });
    const link = await screen.findByRole('link', { name: `Open: ${words}` });
    expect(link).toHaveAttribute('href', `${page}one`);
    expect(screen.queryByText('No failure is open')).toBeNull();
  });

  test('sample data is said to be sample and removed only after one more question', async () => {
    const open = await openConsole('/', { ...workspace, 'DELETE sample-data': null });
    await open.user.click(await screen.findByRole('button', { name: 'Remove sample data' }));
    expect(open.sent).toEqual([]);
    const dialog = await screen.findByRole('dialog', { name: 'Remove all sample data?' });
    await open.user.click(within(dialog).getByRole('button', { name: 'Remove sample data' }));
    await waitFor(() => expect(open.sent.map(({ path }) => path)).toEqual(['sample-data']));
  });

  test('with nothing connected, kept figures are no sign that access and data are well', async () => {
    await openConsole('/', {
      ...workspace,
      'GET session': { ...session, counts: { ...session.counts, connections: 0 } },
      'GET overview': { ...overview, attention: [], streamsOnTime: 0 },
    });
    const card = await screen.findByRole('region', { name: 'Needs attention' });
    expect(within(card).getByText('No failure is open')).toBeVisible();
    expect(within(card).queryByText('Access is valid')).toBeNull();
    expect(within(card).queryByText('Data arrives on time')).toBeNull();
    expect(within(card).getByRole('link', { name: 'Connect a platform' })).toHaveAttribute(
      'href',
      '/connect',
    );
  });

  test('a workspace without a connection is led to its first one', async () => {
    await openConsole('/', {
      ...workspace,
      'GET session': {
        ...session,
        counts: { ...session.counts, connections: 0 },
        tenant: { ...session.tenant, sample: false },
      },
      'GET overview': { ...overview, metrics: null, decisions: [], attention: [], changes: [] },
    });
    expect(await screen.findByRole('link', { name: 'Connect a platform' })).toHaveAttribute(
      'href',
      '/connect',
    );
    expect(screen.queryByRole('button', { name: 'Remove sample data' })).toBeNull();
  });

  test('says what failed and reads again on demand', async () => {
    let broken = true;
    const open = await openConsole('/', {
      ...workspace,
      'GET overview': () => (broken ? new Refusal(403, 'forbidden') : overview),
    });
    expect(await screen.findByRole('alert')).toHaveTextContent('Your role may not do this.');
    broken = false;
    await open.user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('region', { name: 'Needs your decision' })).toBeVisible();
  });
});

import { describe, expect, test } from '@jest/globals';
import { screen, within } from '@testing-library/react';
import { brokenRules, openConsole, Refusal } from '../testing/console.tsx';
import { counts, taskOf, totalsOf, workspace } from '../testing/samples.ts';

const campaignOf = (name: string) => ({
  ...{ id: 'meta:7', platform: 'meta', accountId: '1', accountName: 'Solène FR', sample: true, name },
  connectionId: '0b1f3c52-7a51-4c6b-9d39-2f6a5a0e9b03',
  ...{ objective: 'OUTCOME_SALES', status: 'active', effectiveStatus: 'ACTIVE', version: 1, stub: false },
  ...{ dailyBudget: null, lifetimeBudget: null, spentTodayMicros: '0', dayShare: 0.4, pending: null },
  ...{
    totals: totalsOf(100, 1000, 10),
    before: totalsOf(100, 1000, 10),
    syncedAt: '2026-11-23T08:40:00.000Z',
  },
});
const week = { from: '2026-11-16', to: '2026-11-22' };
const foundCampaigns = (data: object[]) => ({
  ...{ data, nextCursor: null, period: week, before: week, totals: [], syncedAt: null },
});

describe('the shell (C9)', () => {
  test('sends somebody without a session to sign in, and remembers where they wanted to go', async () => {
    const open = await openConsole('/agents?view=table', {
      'GET session': new Refusal(401, 'not-signed-in'),
    });
    await screen.findByRole('button', { name: 'Sign in' });
    expect(open.address()).toBe('/sign-in?next=%2Fagents%3Fview%3Dtable');
  });

  test('the bell counts what is unread, says each with its page, and marks it as read', async () => {
    const of = (n: number, kind: string, words: object, readAt: string | null = null) => ({
      ...{ id: `00000000-0000-4000-8000-00000000000${n}`, kind, words, subject: 'thing', readAt },
      at: '2026-11-23T08:00:00.000Z',
    });
    const told = [
      of(1, 'change-waits', {
        campaign: 'FR · Prospecting',
        by: 'budget-analyzer',
        agent: 'budget-analyzer',
      }),
      of(2, 'task-dead-letter', { number: '7', agent: 'budget-analyzer' }),
      of(3, 'member-joined', { name: 'Ada' }, '2026-11-23T09:00:00.000Z'),
    ];
    const open = await openConsole('/agents', {
      ...workspace,
      'GET notifications': { data: told, nextCursor: null, unread: 2 },
      'GET notifications?limit=20&cursor': { data: [], nextCursor: null, unread: 2 },
      'PUT notifications': null,
    });
    await open.user.click(await screen.findByRole('button', { name: 'Notifications, 2 unread' }));
    const bell = await screen.findByRole('dialog');
    const link = (name: RegExp) => within(bell).getByRole('link', { name });
    expect(link(/Budget Analyzer proposes a change of FR · Prospecting.*Unread/)).toHaveAttribute('href', '/approvals/thing'); // prettier-ignore
    expect(link(/Task 7 of Budget Analyzer gave up/)).toHaveAttribute('href', '/tasks/thing');
    expect(link(/Ada has joined the workspace/)).not.toHaveTextContent('Unread');
    expect(await brokenRules(bell)).toEqual([]);
    await open.user.click(within(bell).getByRole('button', { name: 'Mark all as read' }));
    await open.user.click(link(/Task 7/));
    expect(open.sent.map(({ path }) => path)).toEqual([
      'notifications/read',
      `notifications/${told[1]!.id}/read`,
    ]);
    expect(open.address()).toBe('/tasks/thing');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  test('the bell says so when there is nothing, on a phone too, and leads to what can be chosen', async () => {
    const open = await openConsole('/agents', workspace, { width: 390 });
    await open.user.click(await screen.findByRole('button', { name: 'Notifications, none unread' }));
    const sheet = await screen.findByRole('dialog', { name: 'Notifications' });
    expect(await within(sheet).findByText('There is nothing to tell you.')).toBeVisible();
    expect(within(sheet).queryByRole('button', { name: 'Mark all as read' })).toBeNull();
    await open.user.click(within(sheet).getByRole('link', { name: 'Choose what you are told' }));
    expect(open.address()).toBe('/settings/notifications');
  });

  test('who belongs to several workspaces goes on in another one from the menu', async () => {
    const of = (n: number, name: string) => ({
      ...{
        id: `00000000-0000-4000-8000-00000000000${n}`,
        name,
        role: 'owner',
        current: n === 1,
        deleted: false,
      },
    });
    const open = await openConsole('/agents', {
      ...workspace,
      'GET workspaces': { data: [of(1, 'Maison Solène'), of(2, 'Atelier Nord')] },
      'POST auth/workspace': new Refusal(404, 'not-found'),
    });
    await open.user.click(await screen.findByRole('button', { name: 'Account and settings' }));
    const [here, there] = [
      await screen.findByRole('menuitemcheckbox', { name: 'Maison Solène' }),
      screen.getByRole('menuitemcheckbox', { name: 'Atelier Nord' }),
    ];
    expect(here).toBeChecked();
    await open.user.click(there);
    expect(await screen.findByText(/not in this workspace, or no longer/)).toBeVisible();
    expect(open.sent).toContainEqual(
      expect.objectContaining({ path: 'auth/workspace', body: { id: of(2, '').id } }),
    );
  });

  test('G then T goes to the tasks; the second key does nothing else on the page', async () => {
    const open = await openConsole('/agents', workspace);
    await screen.findByRole('heading', { name: 'Budget Analyzer' });
    const seen: string[] = [];
    const listen = (event: KeyboardEvent) => seen.push(event.key);
    addEventListener('keydown', listen);
    await open.user.keyboard('gt');
    removeEventListener('keydown', listen);
    expect(open.address()).toBe('/tasks');
    expect(seen).toEqual(['g']);
  });

  test('single keys are listed by ? and can be switched off', async () => {
    const open = await openConsole('/agents', workspace);
    await screen.findByRole('heading', { name: 'Budget Analyzer' });
    await open.user.keyboard('?');
    const sheet = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    await open.user.click(within(sheet).getByRole('switch', { name: 'Shortcuts of one key' }));
    await open.user.keyboard('{Escape}gt?');
    expect(open.address()).toBe('/agents');
    expect(screen.queryByRole('dialog')).toBeNull();
    await open.user.keyboard('{Control>}k{/Control}');
    expect(await screen.findByRole('dialog', { name: 'Commands' })).toBeVisible();
  });

  test('the palette finds a place by its name', async () => {
    const open = await openConsole('/agents', workspace);
    await screen.findByRole('heading', { name: 'Budget Analyzer' });
    await open.user.keyboard('{Control>}k{/Control}');
    await screen.findByRole('dialog', { name: 'Commands' });
    await open.user.keyboard('Connected acc{Enter}');
    expect(open.address()).toBe('/connections');
  });

  test('the palette finds a campaign by its name', async () => {
    const open = await openConsole('/agents', {
      ...workspace,
      'GET campaigns': foundCampaigns([]),
      'GET campaigns?limit=5&search=autumn': foundCampaigns([campaignOf('FR · Video · Autumn lookbook')]),
    });
    await screen.findByRole('heading', { name: 'Budget Analyzer' });
    await open.user.keyboard('{Control>}k{/Control}');
    await screen.findByRole('dialog', { name: 'Commands' });
    await open.user.keyboard('autumn');
    await open.user.click(await screen.findByRole('option', { name: /Autumn lookbook/ }));
    expect(open.address()).toBe(
      `/campaigns?status=all&search=${encodeURIComponent('FR · Video · Autumn lookbook')}`,
    );
  });

  test('the palette finds a task by its number, and the newest tasks of an agent by its name', async () => {
    const found = (...numbers: number[]) => ({
      ...{ data: numbers.map((number) => taskOf(number)), nextCursor: null, counts },
    });
    const open = await openConsole('/agents', {
      ...workspace,
      'GET tasks?limit=5&number=7': found(7),
      'GET tasks?limit=5&agent=budget-analyzer': found(9, 8),
    });
    await screen.findByRole('heading', { name: 'Budget Analyzer' });
    await open.user.keyboard('{Control>}k{/Control}');
    const palette = await screen.findByRole('dialog', { name: 'Commands' });
    await open.user.keyboard('budget an');
    expect(await within(palette).findByRole('option', { name: /Task 9 · Budget Analyzer/ })).toBeVisible();
    await open.user.clear(within(palette).getByRole('combobox'));
    await open.user.keyboard('#7');
    await open.user.click(await within(palette).findByRole('option', { name: /Task 7/ }));
    expect(open.address()).toBe(`/tasks/${taskOf(7).id}`);
  });

  test('a phone reaches every other place behind More', async () => {
    const open = await openConsole('/agents', workspace);
    const tabs = await screen.findByRole('navigation', { name: 'Tabs' });
    expect(within(tabs).getAllByRole('link')).toHaveLength(4);
    await open.user.click(within(tabs).getByRole('button', { name: 'More' }));
    const more = await screen.findByRole('dialog', { name: 'Maison Solène' });
    for (const name of ['Agents', 'Connected accounts', 'Connect platforms']) {
      expect(within(more).getByRole('link', { name: new RegExp(name) })).toBeVisible();
    }
    expect(within(more).getByRole('button', { name: 'Sign out' })).toBeVisible();
  });
});

import { describe, expect, test } from '@jest/globals';
import { screen, within } from '@testing-library/react';
import type { Right, Role } from '../../../contracts/session.ts';
import { openConsole } from '../testing/console.tsx';
import { agentOf, connection, proposalOf, session, taskOf, workspace } from '../testing/samples.ts';

/** Spec E1, E14: each role sees what it may do and, before any click, what it may not. docs/security.md has the table. */
const rights: Record<Exclude<Role, 'owner' | 'admin'>, Right[]> = {
  operator: ['read', 'run', 'change'],
  analyst: ['read', 'run'],
  auditor: ['read', 'audit'],
};
const waiting = proposalOf(1);
const failed = taskOf(7, { state: 'failed' });
const expired = proposalOf(2, { state: 'expired', taskId: failed.id });
const granted = { ...connection, scopes: ['ads_read', 'ads_management'] };
const page = (data: object[]) => ({ data, nextCursor: null });
const answersFor = (role: keyof typeof rights) => ({
  ...workspace,
  'GET session': { ...session, role, rights: rights[role] },
  'GET proposals': page([waiting]),
  [`GET proposals/${waiting.id}`]: waiting,
  [`GET proposals/${expired.id}`]: expired,
  'GET connections': { data: [granted] },
  'GET platforms': { data: [] },
  [`GET tasks/${failed.id}`]: failed,
});
const named = (name: RegExp) => screen.queryAllByRole('button', { name }).length > 0;

describe.each(Object.keys(rights) as (keyof typeof rights)[])('%s (E1)', (role) => {
  const may = (right: Right) => rights[role].includes(right);
  const show = (address: string) => openConsole(address, answersFor(role));

  test('approves, changes the amount and rejects only with the right to change', async () => {
    await show(`/approvals/${waiting.id}`);
    await screen.findByRole('heading', { name: 'Your decision' });
    for (const act of [/^Approve and apply/, /^Change amount$/, /^Reject$/]) {
      expect([act, named(act)]).toEqual([act, may('change')]);
    }
    expect(screen.queryAllByText(/^Your role can read proposals/)).toHaveLength(may('change') ? 0 : 1);
  });

  test('starts, retries and runs again only with the right to run', async () => {
    await show('/tasks');
    await screen.findByRole('heading', { name: 'Tasks' });
    expect(named(/^New run$/)).toBe(may('run'));
    expect(screen.queryAllByText(/^Your role can look at tasks/)).toHaveLength(may('run') ? 0 : 1);
    await show(`/tasks/${failed.id}`);
    await screen.findByRole('heading', { level: 1 });
    expect(named(/^Retry/)).toBe(may('run'));
    await show(`/approvals/${expired.id}`);
    await screen.findByRole('heading', { name: 'Your decision' });
    await screen.findByText('Nobody decided in time');
    expect(named(/run the agent again/i)).toBe(may('run'));
  });

  test('syncs only with the right to run, and manages neither connections nor agents', async () => {
    await show('/connections');
    const card = await screen.findByRole('article');
    expect(within(card).queryAllByRole('button', { name: 'Sync now' })).toHaveLength(may('run') ? 1 : 0);
    expect(within(card).queryByRole('button', { name: 'Disconnect' })).toBeNull();
    expect(screen.getByText(/^Your role can look at connections/)).toBeVisible();
    await show('/agents');
    expect(await screen.findByRole('switch', { name: agentOf().name })).toBeDisabled();
    expect(screen.getByText(/^You may see agents, not change them/)).toBeVisible();
  });

  test('finds in the settings only what it may see', async () => {
    await show('/settings/profile');
    const list = await screen.findByRole('navigation', { name: 'Settings' });
    const links = within(list)
      .getAllByRole('link')
      .map(({ textContent }) => textContent);
    for (const hidden of ['People', 'API keys', 'Single sign-on']) expect(links).not.toContain(hidden);
    expect(links.includes('Audit log')).toBe(may('audit'));
    expect(links).toContain('Notifications');
  });
});

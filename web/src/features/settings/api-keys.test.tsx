import { describe, expect, test } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import type { ApiKey } from '../../../../contracts/api-keys.ts';
import { brokenRules, openConsole, Refusal } from '../../testing/console.tsx';
import { session, workspace } from '../../testing/samples.ts';

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const key: ApiKey = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'Reports',
  scopes: ['read', 'run'],
  hint: 'k3Yz',
  createdBy: 'Camille Roux',
  createdAt: '2026-11-01T08:00:00Z',
  expiresAt: inDays(80),
  lastUsedAt: inDays(-1),
  lastUsedIp: '192.0.2.7',
  state: 'active',
};
const answers = {
  ...workspace,
  'GET api-keys': { data: [] },
  'GET second-factor': { enabled: false, recoveryCodesLeft: 0 },
};

describe('access management: API keys (C8, D10)', () => {
  test('are listed with end, scopes, maker and last use; those that ended say why', async () => {
    const data: ApiKey[] = [
      { ...key, id: '00000000-0000-4000-8000-000000000002', expiresAt: inDays(3), name: 'Soon' },
      key,
      { ...key, id: '00000000-0000-4000-8000-000000000003', name: 'Old', state: 'maker-removed' },
    ];
    const open = await openConsole('/settings/api-keys', { ...answers, 'GET api-keys': { data } });
    const list = await screen.findByRole('list', { name: 'API keys' });
    const [soon, row, old] = within(list).getAllByRole('listitem');
    expect(row).toHaveTextContent('aegis_live_…k3Yz · Read, Run · by Camille Roux');
    expect(row).toHaveTextContent(/used 24 h ago from 192\.0\.2\.7/);
    expect(soon).toHaveTextContent(/Ends in/);
    expect(old).toHaveTextContent('Its maker has left');
    expect(await brokenRules(open.container)).toEqual([]);
  });

  test('are made with what one may oneself, shown once, and gone from the page after', async () => {
    const token = 'aegis_live_secretsecret';
    let proved = false;
    const open = await openConsole('/settings/api-keys', {
      ...answers,
      'GET session': { ...session, rights: ['read', 'run', 'keys'] },
      'POST auth/confirm': () => ((proved = true), null),
      'POST api-keys': () => (proved ? { ...key, token } : new Refusal(403, 'confirmation-required')),
    });
    expect(await screen.findByText('No API keys yet')).toBeVisible();
    await open.user.click(screen.getByRole('button', { name: 'New key' }));
    const drawer = await screen.findByRole('dialog', { name: 'New key' });
    await open.user.type(within(drawer).getByLabelText('Name'), 'Reports');
    expect(within(drawer).getByRole('checkbox', { name: /^Manage/ })).toBeDisabled();
    await open.user.click(within(drawer).getByRole('checkbox', { name: /^Read/ }));
    await open.user.click(within(drawer).getByRole('button', { name: 'Make the key' }));
    expect(await within(drawer).findByText('Choose at least one.')).toBeVisible();
    await open.user.click(within(drawer).getByRole('checkbox', { name: /^Run/ }));
    await open.user.selectOptions(within(drawer).getByLabelText('Valid for'), '30 days');
    await open.user.click(within(drawer).getByRole('button', { name: 'Make the key' }));
    const question = await screen.findByRole('dialog', { name: 'Is it you?' });
    await open.user.type(within(question).getByLabelText('Password'), 'secret');
    await open.user.click(within(question).getByRole('button', { name: 'Confirm' }));
    expect(await screen.findByText(token)).toBeVisible();
    expect(open.sent.at(-1)!.body).toEqual({ name: 'Reports', scopes: ['run'], expiresInDays: 30 });
    await open.user.click(screen.getByRole('button', { name: 'Copy' }));
    expect(await navigator.clipboard.readText()).toBe(token);
    await open.user.click(screen.getByRole('button', { name: 'I have kept it' }));
    expect(screen.queryByText(token)).toBeNull();
  });

  test('end after a question that says it is for good', async () => {
    const open = await openConsole('/settings/api-keys', {
      ...answers,
      'GET api-keys': { data: [key] },
      'DELETE api-keys': null,
    });
    await open.user.click(await screen.findByRole('button', { name: 'End the key: Reports' }));
    const question = await screen.findByRole('dialog', { name: 'End the key Reports?' });
    expect(question).toHaveTextContent('This cannot be undone.');
    expect(open.sent).toEqual([]);
    await open.user.click(within(question).getByRole('button', { name: 'End' }));
    await waitFor(() => expect(open.sent[0]).toMatchObject({ method: 'DELETE', path: `api-keys/${key.id}` }));
  });
});

import { describe, expect, test } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { brokenRules, openConsole, Refusal, type Answers, type Asked } from '../../testing/console.tsx';
import { connection, session, stream } from '../../testing/samples.ts';
import ConnectionsPage from './connections-page.tsx';

const answers = (connections: object[], rest: object = {}) => ({
  'GET connections': { data: connections },
  ...rest,
});
const person = userEvent.setup();
const open = (given: Answers) =>
  openConsole('/connections', given, { pages: { '/connections': <ConnectionsPage /> } });
const acts = (sent: Asked[]) => sent.map(({ method, path, body, ifMatch }) => [method, path, body, ifMatch]);
const path = `connections/${connection.id}`;

describe('C5: Connected Accounts', () => {
  test('state, last sync and its rows, and the accounts that are synced', async () => {
    await open(answers([connection]));
    const card = await screen.findByRole('article', { name: 'Meta (sample data)' });
    expect(card).toHaveTextContent('On time');
    expect(card).toHaveTextContent('910 read, 12 changed');
    expect(within(card).getByRole('checkbox', { name: /Solène FR/ })).toBeChecked();
    expect(card).toHaveTextContent('1 of 2 synced');
    expect(card).toHaveTextContent('other currency than the workspace');
    expect(within(card).queryByRole('alert')).toBeNull();
    expect(await brokenRules(document.body)).toEqual([]);
  });

  test('a link to one of several shows that one', async () => {
    const shown: string[] = [];
    HTMLElement.prototype.scrollIntoView = function (this: HTMLElement) {
      shown.push(this.getAttribute('aria-labelledby')!);
    };
    const other = { ...connection, id: '0198f3a0-0000-7000-8000-0000000000ff' };
    await openConsole(`/connections?connection=${other.id}`, answers([connection, other]), {
      pages: { '/connections': <ConnectionsPage /> },
    });
    await waitFor(() => expect(shown).toEqual([`c-${other.id}`]));
  });

  test('sync now, pause and the choice of accounts are sent at the version that was seen', async () => {
    const { sent } = await open(
      answers([connection], { [`POST ${path}/sync`]: null, [`PUT ${path}`]: null }),
    );
    await person.click(await screen.findByRole('button', { name: 'Sync now' }));
    await person.click(await screen.findByRole('button', { name: 'Pause' }));
    await screen.findByText('Syncs are paused');
    await person.click(screen.getByRole('checkbox', { name: /Solène US/ }));
    await waitFor(() => expect(acts(sent)).toHaveLength(3));
    expect(acts(sent)).toEqual([
      ['POST', `${path}/sync`, undefined, null],
      ['PUT', path, { paused: true }, '"3"'],
      ['PUT', path, { selectedAccounts: ['11', '12'] }, '"3"'],
    ]);
  });

  test('access that ends soon is said as on the dashboard', async () => {
    const expiresAt = new Date(Date.now() + 71.5 * 3_600_000).toISOString();
    await open(answers([{ ...connection, expiresAt }]));
    expect(await screen.findByText('Access ends in 2 days')).toBeInTheDocument();
  });

  test('the last account cannot be left out', async () => {
    await open(answers([connection]));
    expect(await screen.findByRole('checkbox', { name: /Solène FR/ })).toBeDisabled();
    expect(screen.getByText(/one must stay selected/)).toBeInTheDocument();
  });

  test('lost access says why and what to do; only reconnecting is offered', async () => {
    const lost = {
      ...connection,
      state: 'reconnect',
      health: 'action_required',
      reconnectReason: 'auth-expired (190/463)',
    };
    const { sent } = await open(answers([lost], { 'POST auth/oauth/meta': new Refusal(503, 'unavailable') }));
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Meta no longer accepts our access.');
    expect(alert).toHaveTextContent('Figures are kept. Reconnect to go on.');
    expect(alert).toHaveTextContent('auth-expired (190/463)');
    expect(screen.queryByRole('button', { name: 'Sync now' })).toBeNull();
    await person.click(screen.getByRole('button', { name: 'Reconnect Meta' }));
    await waitFor(() =>
      expect(acts(sent)).toEqual([
        ['POST', 'auth/oauth/meta', { environment: 'sandbox', scopes: ['ads_read'] }, null],
      ]),
    );
  });

  test('a late stream and a failed one name the remedy', async () => {
    const failed = {
      ...stream('insights', 'error', 0, 0, 13),
      error: { code: 'rate-limited', detail: 'slow' },
    };
    const connections = [
      { ...connection, health: 'late' },
      { ...connection, id: '0b1f3c52-7a51-4c6b-9d39-2f6a5a0e9b05', health: 'error', streams: [failed] },
    ];
    await open(answers(connections));
    await screen.findByText('Figures are older than planned');
    expect(screen.getByRole('alert')).toHaveTextContent('Syncs keep failing');
    expect(screen.getByText(/Meta asked us to slow down/)).toHaveTextContent('rate-limited');
  });

  test('disconnecting says what stops and what is kept before it is done', async () => {
    const { sent } = await open(answers([connection], { [`DELETE ${path}`]: null }));
    await person.click(await screen.findByRole('button', { name: 'Disconnect' }));
    const dialog = screen.getByRole('dialog', { name: 'Disconnect Meta (sample data)?' });
    expect(dialog).toHaveTextContent('Our access is erased at once');
    expect(dialog).toHaveTextContent('Proposals that wait are withdrawn');
    expect(acts(sent)).toEqual([]);
    await person.click(within(dialog).getByRole('button', { name: /^Disconnect Meta/ }));
    await screen.findByText('Meta (sample data) is disconnected');
    expect(acts(sent)).toEqual([['DELETE', path, undefined, '"3"']]);
  });

  test('a refused act stays beside its button with what to do', async () => {
    await open(answers([connection], { [`PUT ${path}`]: new Refusal(412, 'version-stale') }));
    await person.click(await screen.findByRole('button', { name: 'Pause' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(/Nothing was changed/);
  });

  test('an analyst may sync, not disconnect', async () => {
    await open(
      answers([connection], { 'GET session': { ...session, role: 'analyst', rights: ['read', 'run'] } }),
    );
    await screen.findByRole('button', { name: 'Sync now' });
    expect(screen.queryByRole('button', { name: 'Disconnect' })).toBeNull();
    expect(screen.getByRole('checkbox', { name: /Solène US/ })).toBeDisabled();
  });

  test('without a connection the one act is to connect', async () => {
    await open(answers([]));
    expect(await screen.findByRole('link', { name: 'Connect a platform' })).toHaveAttribute(
      'href',
      '/connect',
    );
  });
});

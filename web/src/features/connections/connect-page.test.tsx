import { describe, expect, test } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { brokenRules, openConsole, Refusal, type Answers } from '../../testing/console.tsx';
import { connection, session, stream } from '../../testing/samples.ts';
import ConnectPage from './connect-page.tsx';

const scope = (id: string, access: string, required: boolean) => ({
  id,
  access,
  words: `scope.meta.${id}`,
  required,
});
const meta = {
  platform: 'meta',
  available: true,
  environments: ['live', 'sandbox'],
  scopes: [scope('ads_read', 'read', true), scope('ads_management', 'write', false)],
};
const tiktok = { platform: 'tiktok', available: false, environments: [], scopes: [] };
const answers = (connections: object[], rest: object = {}) => ({
  'GET platforms': { data: [meta, tiktok] },
  'GET connections': { data: connections },
  ...rest,
});
const open = (given: Answers, at = '/connect') =>
  openConsole(at, given, { pages: { '/connect': <ConnectPage /> } });
const person = userEvent.setup();
const steps = () =>
  screen
    .getAllByRole('listitem')
    .filter((item) => item.closest('.loop'))
    .map((item) => `${item.className || 'next'} ${item.textContent}`);

describe('C6: Connect Platforms', () => {
  test('rights are said in plain words; the right to change is asked for only when it is ticked', async () => {
    const { sent } = await open(answers([], { 'POST auth/oauth/meta': new Refusal(503, 'unavailable') }));
    const read = await screen.findByRole('checkbox', { name: /ad accounts, campaigns and their results/ });
    const write = screen.getByRole('checkbox', { name: 'Budgets and status of campaigns' });
    expect(read).toBeChecked();
    expect(read).toBeDisabled();
    expect(write).not.toBeChecked();
    expect(screen.getByText('We never ask for it')).toBeInTheDocument();
    expect(steps()[0]).toBe('now Rights1 chosen');

    const body = () => sent.map((one) => one.body);
    await person.click(screen.getByRole('button', { name: 'Connect Meta' }));
    await screen.findByRole('alert');
    expect(body()).toEqual([{ environment: 'live', scopes: ['ads_read'] }]);
    await person.click(write);
    await person.click(screen.getByRole('button', { name: 'Connect Meta' }));
    await waitFor(() => expect(body()).toHaveLength(2));
    expect(body()[1]).toEqual({ environment: 'live', scopes: ['ads_read', 'ads_management'] });
  });

  test('sample data come with every right, from either button', async () => {
    const { sent } = await open(answers([], { 'POST auth/oauth/meta': new Refusal(503, 'unavailable') }));
    const all = { environment: 'sandbox', scopes: ['ads_read', 'ads_management'] };
    await person.click(await screen.findByRole('button', { name: 'Sample data of Meta' }));
    await screen.findByRole('alert');
    expect(sent.map(({ body }) => body)).toEqual([all]);
    await person.click(screen.getByRole('button', { name: 'Try with sample data' }));
    await waitFor(() => expect(sent.map(({ body }) => body)).toEqual([all, all]));
  });

  test('a platform of a later release says so and cannot be pressed', async () => {
    await open(answers([]));
    const list = await screen.findByRole('navigation', { name: 'Platforms and connections' });
    expect(list).toHaveTextContent('TikTok AdsNot available yet');
    expect(
      within(list)
        .getAllByRole('link')
        .map((link) => link.textContent),
    ).toEqual(['MMetaNot connected']);
  });

  test.each([
    ['denied', 'You did not allow access', /Nothing was connected and nothing was changed/],
    ['invalid-state', 'The platform was not connected', /did not belong to a request of yours/],
    ['something-new', 'The platform was not connected', /Nothing was connected and nothing was changed/],
  ])('coming back with %s says what happened', async (code, title, text) => {
    await open(answers([]), `/connect?error=${code}`);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(title);
    expect(alert).toHaveTextContent(text);
    expect(alert).toHaveTextContent(code);
  });

  test('the first sync is followed stream by stream', async () => {
    const syncing = {
      ...connection,
      health: 'syncing',
      streams: [
        stream('accounts', 'on_time', 2, 1, 1),
        stream('campaigns', 'queued', 0, 0, 1),
        stream('insights', 'syncing', 210, 5, 10),
      ],
      lastSync: { ...connection.lastSync, state: 'running', finishedAt: null },
    };
    await open(answers([syncing]), `/connect?connection=${connection.id}`);
    const table = await screen.findByRole('table');
    expect(within(table).getByRole('progressbar')).toHaveAttribute('aria-valuenow', '50');
    expect(
      within(table)
        .getAllByRole('row')
        .map((row) => row.textContent),
    ).toEqual([
      'StreamStateProgressRowsNext',
      expect.stringContaining('Ad accounts On time'),
      expect.stringContaining('Queuedafter what runs now'),
      expect.stringContaining('Syncing50%2105 of 10 weeks read'),
    ]);
    expect(steps()).toEqual([
      'done Rights1 chosen',
      expect.stringMatching(/^done Consent at Meta/),
      'done Ad accounts1 of 2 synced',
      'now First sync50%',
    ]);
    expect(screen.getByText(/You can leave/)).toBeInTheDocument();
    expect(await brokenRules(document.body)).toEqual([]);
  });

  test('a right that was not granted can be asked for later', async () => {
    const { sent } = await open(
      answers([connection], { 'POST auth/oauth/meta': new Refusal(503, 'unavailable') }),
    );
    await person.click(await screen.findByRole('button', { name: 'Ask for it' }));
    await screen.findByRole('alert');
    expect(sent[0]?.body).toEqual({
      environment: 'sandbox',
      scopes: ['ads_read', 'ads_management'],
    });
  });

  test('a role that may not connect is told whom to ask', async () => {
    await open(
      answers([], { 'GET session': { ...session, role: 'operator', rights: ['read', 'run', 'change'] } }),
    );
    await screen.findByText(/Your role can look at connections/);
    expect(screen.getByRole('button', { name: 'Connect Meta' })).toBeDisabled();
  });
});

import { describe, expect, test } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { brokenRules, openConsole, Refusal, type Answers, type Asked } from '../../testing/console.tsx';
import { connection, proposalOf, session, totalsOf } from '../../testing/samples.ts';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import type { Language } from '../../app/i18n.ts';
import CampaignsPage from './campaigns-page.tsx';

const at = '2026-11-23T08:40:00.000Z';

const campaign = (id: number, name: string, budget: number, rest: object = {}) => ({
  id: `meta:${id}`,
  platform: 'meta',
  accountId: '1',
  accountName: 'Solène FR',
  connectionId: '0b1f3c52-7a51-4c6b-9d39-2f6a5a0e9b03',
  sample: true,
  name,
  objective: 'OUTCOME_SALES',
  status: 'active',
  effectiveStatus: 'ACTIVE',
  dailyBudget: { micros: String(budget * 1e6), currency: 'EUR' },
  lifetimeBudget: null,
  version: id,
  stub: false,
  spentTodayMicros: '40000000',
  dayShare: 0.41,
  totals: totalsOf(100, 1000, 10),
  before: totalsOf(100, 1000, 10),
  syncedAt: at,
  pending: null,
  ...rest,
});

const linen = campaign(7, 'Linen bedding', 320);
const towels = campaign(8, 'Bath towels', 90, { totals: totalsOf(900, 900, 10) });
const robe = campaign(9, 'Linen robe', 60, { accountId: '2', accountName: 'Solène DE', status: 'paused' });

const list = (campaigns: object[]) => ({
  data: campaigns,
  nextCursor: null,
  period: { from: '2026-11-16', to: '2026-11-22' },
  before: { from: '2026-11-09', to: '2026-11-15' },
  totals: [],
  syncedAt: at,
});

const change = (n: number, state: ProposalDetail['state'], to: ProposalDetail['to']) =>
  proposalOf(n, { ...{ state, to, agent: null, proposedBy: 'Camille Roux' }, campaignName: 'Linen bedding' });
const { id: proposalId } = proposalOf(10);
const { id: backId } = proposalOf(11);
const to360 = { dailyBudget: { micros: '360000000', currency: 'EUR' } };

const answers = (rest: object = {}) => ({
  'GET campaigns': list([linen, towels, robe]),
  ...rest,
});
const open = (given: Answers, at = '/campaigns', language: Language = 'en') =>
  openConsole(at, given, { language, pages: { '/campaigns': <CampaignsPage /> } });
const person = userEvent.setup();
const row = (name: string) => screen.getByRole('row', { name });
const openBudget = async (name: RegExp) => {
  await person.click(await screen.findByRole('button', { name }));
  return screen.getByRole('textbox', { name: /^Daily budget, / });
};
const by = (sent: Asked[], method: string) => sent.filter((one) => one.method === method);

describe('C7: the table', () => {
  test('campaigns stand in their ad account; sums of the account and of all come from sums', async () => {
    await open(answers());
    await screen.findByRole('table');
    expect(await brokenRules(document.body)).toEqual([]);
    const cells = (of: HTMLElement) =>
      within(of)
        .getAllByRole('cell')
        .map((cell) => cell.textContent);
    expect(cells(screen.getByRole('row', { name: /Meta · Solène FR/ }))).toEqual(
      expect.arrayContaining(['€410', '€1,000', '€1,900', '1.90×', '20', '€50.00']),
    );
    expect(cells(screen.getByRole('row', { name: /^3 campaigns/ }))).toEqual(
      expect.arrayContaining(['€1,100', '€2,900', '2.64×', '30']),
    );
  });

  test('filter, order and search stand in the address and are read from it', async () => {
    const { asked, address } = await open(answers(), '/campaigns?status=paused&sort=name');
    await screen.findByRole('row', { name: 'Linen robe' });
    expect(screen.queryByRole('row', { name: 'Linen bedding' })).toBeNull();
    expect(screen.getByRole('columnheader', { name: 'Campaign' })).toHaveAttribute('aria-sort', 'ascending');
    await person.click(screen.getByRole('button', { name: 'ROAS' }));
    await person.selectOptions(screen.getByRole('combobox', { name: 'Status' }), 'Every status');
    expect(address()).toBe('/campaigns?status=all&sort=-roas');
    await person.type(screen.getByRole('searchbox'), 'lin');
    await waitFor(() => expect(address()).toContain('search=lin'));
    await waitFor(() => expect(asked.some((path) => path.includes('search=lin'))).toBe(true));
  });

  test("an agent's proposal shows as a stamp that leads to it", async () => {
    const pending = { proposalId, state: 'proposed', to: to360, byAgent: true };
    await open(answers({ 'GET campaigns': list([{ ...linen, pending }]) }));
    const stamp = await screen.findByRole('link', { name: 'See the proposal for Linen bedding' });
    expect(stamp).toHaveAttribute('href', `/approvals/${proposalId}`);
  });

  test('with nothing connected the next act is to connect', async () => {
    const counts = { ...session.counts, connections: 0 };
    await open(answers({ 'GET campaigns': list([]), 'GET session': { ...session, counts } }));
    expect(await screen.findByRole('link', { name: 'Connect a platform' })).toHaveAttribute(
      'href',
      '/connect',
    );
  });

  test('after a disconnect says that data is kept and how to see it again', async () => {
    const counts = { ...session.counts, connections: 0 };
    await open({ 'GET session': { ...session, counts }, 'GET campaigns': list([]) });
    await screen.findByRole('heading', { name: 'Nothing is connected now' });
    expect(screen.getByRole('link', { name: 'Connect a platform' })).toHaveAttribute('href', '/connect');
  });

  test('what cannot be read says so and is read again on demand', async () => {
    let broken = true;
    const answer = () => (broken ? new Refusal(503, 'unavailable') : list([linen]));
    await open(answers({ 'GET campaigns': answer }));
    expect(await screen.findByRole('alert')).toHaveTextContent('unavailable');
    broken = false;
    await person.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByRole('row', { name: 'Linen bedding' });
  });

  test('a role that may only look has nothing to press, and is told why', async () => {
    await open(answers({ 'GET session': { ...session, role: 'analyst', rights: ['read', 'run'] } }));
    await screen.findByText(/Your role can look at campaigns/);
    expect(screen.queryByRole('button', { name: /Change the daily budget/ })).toBeNull();
    expect(screen.queryByRole('checkbox')).toBeNull();
  });

  test('what was connected without the right to change has nothing to press, and leads to whom can ask for it', async () => {
    await open(answers({ 'GET connections': { data: [connection] } }));
    expect(await screen.findByRole('link', { name: 'Connect it with that right' })).toHaveAttribute(
      'href',
      `/connect?connection=${linen.connectionId}`,
    );
    expect(screen.queryByRole('button', { name: /Change the daily budget/ })).toBeNull();
    expect(screen.queryByRole('checkbox')).toBeNull();
  });
});

describe('C7: inline budget edit', () => {
  test('old → new, effect, save by Enter, waiting for the platform, confirmed, undone', async () => {
    let saved = false;
    const pending = { proposalId, state: 'applying', to: to360, byAgent: false };
    const { sent } = await open(
      answers({
        'GET campaigns': () => list([saved ? { ...linen, pending } : linen]),
        'PUT campaigns/meta:7': () => {
          saved = true;
          return change(10, 'approved', to360);
        },
        [`GET proposals/${proposalId}`]: change(10, 'read_back', to360),
        [`POST proposals/${proposalId}/revert`]: change(11, 'approved', to360),
        [`GET proposals/${backId}`]: change(11, 'applying', to360),
      }),
    );
    const input = await openBudget(/budget of Linen bedding, now €320 a day/);
    expect(input).toHaveFocus();
    await person.clear(input);
    await person.type(input, '360');
    const strip = screen.getByRole('group', { name: /Linen bedding/ });
    expect(strip).toHaveTextContent('€320.00to€360.00');
    expect(strip).toHaveTextContent('+€40.00');
    expect(strip).toHaveTextContent('+€1,216');
    await person.keyboard('{Enter}');

    await screen.findByText('Waiting for Meta');
    expect(by(sent, 'PUT')).toEqual([
      expect.objectContaining({ path: 'campaigns/meta%3A7', body: to360, ifMatch: '"7"' }),
    ]);
    expect(row('Linen bedding').querySelector('s')).toHaveTextContent('€320');
    expect(row('Linen bedding')).toHaveTextContent('€360');

    await screen.findByText('Meta confirmed €360 a day');
    await person.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(by(sent, 'POST')).toHaveLength(1));
  });

  test('a change that the platform has made meanwhile is refused in place; nothing closes', async () => {
    const { sent } = await open(answers({ 'PUT campaigns/meta:7': new Refusal(412, 'version-stale') }));
    await openBudget(/budget of Linen bedding/);
    await person.click(screen.getByRole('button', { name: '+10%' }));
    await person.click(screen.getByRole('button', { name: /^Save €352/ }));
    await screen.findByText(/Nothing was changed. Look at the figure now/);
    expect(by(sent, 'PUT')).toHaveLength(1);
    expect(screen.getByRole('textbox', { name: 'Daily budget, EUR' })).toBeInTheDocument();
  });

  test('what is no amount is not sent; Esc leaves everything as it was', async () => {
    const { sent } = await open(answers());
    const input = await openBudget(/budget of Linen bedding/);
    await person.clear(input);
    await person.type(input, 'abc{Enter}');
    expect(
      await screen.findByText('Type an amount above 0 and below a billion, with at most two decimals.'),
    ).toBeInTheDocument();
    expect(input).toHaveAttribute('aria-invalid', 'true');
    await person.keyboard('{Escape}');
    expect(screen.queryByRole('textbox', { name: 'Daily budget, EUR' })).toBeNull();
    expect(by(sent, 'PUT')).toHaveLength(0);
  });

  test('a budget in yen is shown and taken in whole yen', async () => {
    const yen = campaign(7, 'Linen bedding', 0, { dailyBudget: { micros: '12000000000', currency: 'JPY' } });
    const { sent } = await open(answers({ 'GET campaigns': list([yen]) }));
    const input = await openBudget(/budget of Linen bedding/);
    expect(input).toHaveValue('12,000');
    await person.clear(input);
    await person.type(input, '12500.50{Enter}');
    expect(await screen.findByText('Type a whole amount above 0 and below a billion.')).toBeInTheDocument();
    expect(by(sent, 'PUT')).toHaveLength(0);
  });

  test('a budget with cents is named to the cent wherever it is now or will be', async () => {
    const to = { dailyBudget: { micros: '341500000', currency: 'EUR' } };
    const cents = campaign(7, 'Linen bedding', 104.5);
    await open(
      answers({
        'GET campaigns': list([cents]),
        'PUT campaigns/meta:7': change(10, 'approved', to),
        [`GET proposals/${proposalId}`]: change(10, 'read_back', to),
      }),
    );
    const input = await openBudget(/budget of Linen bedding, now €104\.50 a day/);
    await person.clear(input);
    await person.type(input, '199.99');
    expect(screen.getByRole('button', { name: /^Save €199\.99/ })).toBeInTheDocument();
    await person.keyboard('{Enter}');
    await screen.findByText('Meta confirmed €341.50 a day');
  });

  test('a raise to more than double is asked about; only its own button makes it, and another amount takes it back', async () => {
    const to = { dailyBudget: { micros: '50000000000', currency: 'EUR' } };
    const { sent } = await open(answers({ 'PUT campaigns/meta:7': change(10, 'approved', to) }));
    const input = await openBudget(/budget of Linen bedding/);
    await person.clear(input);
    await person.type(input, '50000{Enter}{Enter}');
    expect(screen.getByText(/^From €320 to €50,000 a day: 156 times as much/)).toHaveAttribute(
      'role',
      'alert',
    );
    expect(by(sent, 'PUT')).toEqual([]);
    expect(await brokenRules(document.body)).toEqual([]);
    await person.type(input, '{Backspace}');
    expect(screen.queryByText(/times as much/)).toBeNull();
    await person.type(input, '0{Enter}');
    await person.click(screen.getByRole('button', { name: 'Yes, set €50,000 a day' }));
    await waitFor(() => expect(by(sent, 'PUT').map(({ body }) => body)).toEqual([{ ...to, sure: true }]));
  });

  test('a second person is announced before saving, above the limit of the workspace', async () => {
    const tenant = { ...session.tenant, twoPersonAboveMicros: '30000000' };
    await open(answers({ 'GET session': { ...session, tenant } }));
    const input = await openBudget(/budget of Linen bedding/);
    expect(screen.getByText('One person is enough for this change')).toBeInTheDocument();
    await person.clear(input);
    await person.type(input, '360');
    expect(screen.getByText(/A second person must approve it/)).toHaveTextContent('€30 a day');
  });

  test('an amount is read as French people write it', async () => {
    const to = { dailyBudget: { micros: '1229500000', currency: 'EUR' } };
    const { sent } = await open(
      answers({
        'GET campaigns': list([campaign(7, 'Linen bedding', 1000)]),
        'PUT campaigns/meta:7': change(10, 'approved', to),
      }),
      '/campaigns',
      'fr',
    );
    await person.click(await screen.findByRole('button', { name: /budget quotidien de Linen bedding/ }));
    const input = screen.getByRole('textbox', { name: 'Budget quotidien, EUR' });
    expect(input).toHaveValue('1 000,00');
    await person.clear(input);
    await person.type(input, '1 229,50{Enter}');
    await waitFor(() => expect(by(sent, 'PUT').map(({ body }) => body)).toEqual([to]));
  });
});

describe('C7: pause and resume', () => {
  test('the dialog names campaigns and money; what is refused stays with its reason', async () => {
    const paused = { status: 'paused' };
    const { sent } = await open(
      answers({
        'PUT campaigns/meta:7': change(10, 'approved', paused),
        'PUT campaigns/meta:8': new Refusal(409, 'conflict'),
        [`GET proposals/${proposalId}`]: change(10, 'read_back', paused),
      }),
    );
    for (const name of ['Linen bedding', 'Bath towels', 'Linen robe'])
      await person.click(await screen.findByRole('checkbox', { name: `Select ${name}` }));
    const bar = screen.getByRole('region', { name: 'Selected campaigns' });
    expect(bar).toHaveTextContent('3 selected €470 a day');
    await person.click(within(bar).getByRole('button', { name: 'Pause' }));

    const dialog = screen.getByRole('dialog', { name: 'Pause 2 campaigns?' });
    expect(dialog).toHaveTextContent('€410 a day');
    expect(dialog).not.toHaveTextContent('Linen robe');
    expect(by(sent, 'PUT')).toHaveLength(0);
    await person.click(within(dialog).getByRole('button', { name: 'Pause 2 campaigns' }));

    await within(dialog).findByText(/Another change of it is under way/);
    expect(dialog).not.toHaveTextContent('Linen bedding');
    expect(by(sent, 'PUT').map(({ body, ifMatch }) => [body, ifMatch])).toEqual([
      [paused, '"8"'],
      [paused, '"7"'],
    ]);
    await screen.findByText('Meta confirmed: 1 campaign paused');
  });
});

describe('C7: the keyboard', () => {
  test('J and K move, X selects, Enter opens the budget, / searches, Esc clears', async () => {
    await open(answers());
    await screen.findByRole('row', { name: 'Bath towels' });
    await person.keyboard('j');
    expect(row('Bath towels')).toHaveFocus();
    await person.keyboard('jjk');
    expect(row('Linen bedding')).toHaveFocus();
    await person.keyboard('x');
    expect(screen.getByText('1 selected')).toBeInTheDocument();
    await person.keyboard('{Enter}');
    expect(screen.getByRole('textbox', { name: 'Daily budget, EUR' })).toHaveFocus();
    await person.keyboard('{Escape}');
    await waitFor(() => expect(row('Linen bedding')).toHaveFocus());
    await person.keyboard('{Escape}');
    expect(screen.queryByText('1 selected')).toBeNull();
    await person.keyboard('/');
    expect(screen.getByRole('searchbox')).toHaveFocus();
  });
});

import { describe, expect, jest, test } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { touches } from '../../../../domain/failure.ts';
import { brokenRules, openConsole, Refusal, type Answers } from '../../testing/console.tsx';
import { connection, me, proposalOf, session, taskOf } from '../../testing/samples.ts';
import { Decisions } from '../dashboard/decisions.tsx';
import ApprovalsPage from './approvals-page.tsx';

/** Approvals: issue 3 "Approve once", README of the interface, section 6. */
jest.setTimeout(60_000);

const pages = {
  '/approvals': <ApprovalsPage />,
  '/approvals/:id': <ApprovalsPage />,
  '/tasks/:id': <p>The new run</p>,
};
const [one, two] = [proposalOf(1), proposalOf(2)];
const page = (data: ProposalDetail[]) => ({ data, nextCursor: null });
const answersFor = (...proposals: ProposalDetail[]): Answers => ({
  'GET proposals?view=waiting': page(proposals.filter((p) => p.state === 'proposed')),
  'GET proposals?view=applied': page(proposals.filter((p) => p.state === 'read_back')),
  'GET proposals?view=decided': page(proposals.filter((p) => !['proposed', 'read_back'].includes(p.state))),
  ...Object.fromEntries(proposals.map((p) => [`GET proposals/${p.id}`, p])),
});
const show = (address: string, answers: Answers, options = {}) =>
  openConsole(address, answers, { pages, ...options });
const open = (proposal: ProposalDetail, more: Answers = {}, options = {}) =>
  show(`/approvals/${proposal.id}`, { ...answersFor(proposal, two), ...more }, options);

describe('the queue', () => {
  test('on a wide window the first proposal opens by itself; on a phone the list stays', async () => {
    const wide = await show('/approvals', answersFor(one, two));
    await screen.findByRole('heading', { name: 'Your decision' });
    expect(wide.address()).toBe(`/approvals/${one.id}`);
    expect(screen.getAllByText('Budget Analyzer').length).toBeGreaterThan(0);
    wide.unmount();

    const phone = await show('/approvals', answersFor(one, two), { width: 390 });
    await screen.findByText('Campaign 2');
    expect(phone.address()).toBe('/approvals');
  });

  test('how long a proposal waits is the same in the queue, beside the decision and on the dashboard', async () => {
    const expiresAt = new Date(Date.now() + 71.5 * 3_600_000).toISOString();
    const proposal = proposalOf(1, { expiresAt });
    await open(proposal);
    const queue = await screen.findByRole('complementary', { name: 'Proposals' });
    expect(await within(queue).findByText('in 2 days')).toBeInTheDocument();
    expect(await screen.findByText('Expires in 2 days')).toBeInTheDocument();
    await openConsole('/', {}, { pages: { '/': <Decisions proposals={[proposal]} /> } });
    expect(await screen.findByText(/· expires in 2 days ·/)).toBeInTheDocument();
  });

  test('J and K move through it, also where it is one of n', async () => {
    const { address } = await open(one);
    expect(await screen.findByText('1 of 2')).toBeInTheDocument();
    const user = userEvent.setup();
    await user.keyboard('j');
    await waitFor(() => expect(address()).toBe(`/approvals/${two.id}`));
    await user.keyboard('k');
    await waitFor(() => expect(address()).toBe(`/approvals/${one.id}`));
  });

  test('what was decided is one list, applied changes included', async () => {
    const applied = proposalOf(3, { state: 'read_back', decidedAt: '2026-11-23T09:00:00Z' });
    const rejected = proposalOf(4, { state: 'rejected', decidedAt: '2026-11-23T10:00:00Z' });
    await show('/approvals?list&view=decided', answersFor(applied, rejected));
    const queue = await screen.findByRole('complementary', { name: 'Proposals' });
    const items = await within(queue).findAllByText(/^Campaign/);
    expect(items.map((item) => item.textContent)).toEqual(['Campaign 4', 'Campaign 3']);
  });
});

describe('a decision', () => {
  test('A opens the question, the button names the act, and version and note are sent once', async () => {
    const { sent } = await open(one, {
      [`POST proposals/${one.id}/decisions`]: { ...one, state: 'approved' },
    });
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText(/^Note/), 'Room before Black Friday');
    screen.getByLabelText<HTMLTextAreaElement>(/^Note/).blur();
    await user.keyboard('a');
    const dialog = await screen.findByRole('dialog', { name: 'Approve and apply €240?' });
    expect(within(dialog).getByRole('button', { name: 'Approve and apply €240' })).toHaveFocus();
    expect(dialog).toHaveTextContent('Campaign 1 goes from €180 to €240 at Meta.');
    await user.click(within(dialog).getByRole('button', { name: 'Approve and apply €240' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sent).toEqual([
      expect.objectContaining({
        path: `proposals/${one.id}/decisions`,
        body: { verdict: 'approve', note: 'Room before Black Friday', version: 3 },
      }),
    ]);
  });

  test('R asks for the reason and sends it', async () => {
    const { sent } = await open(one, {
      [`POST proposals/${one.id}/decisions`]: { ...one, state: 'rejected' },
    });
    await screen.findByRole('heading', { name: 'Your decision' });
    const user = userEvent.setup();
    await user.keyboard('r');
    const dialog = await screen.findByRole('dialog', { name: 'Reject €240?' });
    expect(within(dialog).getByLabelText(/^Why/)).toHaveFocus();
    await user.keyboard('Stock is low');
    await user.click(within(dialog).getByRole('button', { name: 'Reject' }));
    await waitFor(() =>
      expect(sent[0]?.body).toEqual({ verdict: 'reject', note: 'Stock is low', version: 3 }),
    );
  });

  test('a refusal is said where it happened', async () => {
    const stale = new Refusal(409, 'conflict', { reason: 'stale' });
    await open(one, { [`POST proposals/${one.id}/decisions`]: stale });
    const user = userEvent.setup();
    await user.click((await screen.findAllByRole('button', { name: 'Approve and apply €240' }))[0]!);
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: 'Approve and apply €240' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'It has changed since you opened it, or another change of it is under way.',
    );
  });

  test.each([
    [
      'en',
      /^The campaign has changed since: now €190$/,
      'Run the agent again',
      'Reject',
      'Campaign changed since',
    ],
    [
      'fr',
      /^La campagne a changé depuis\s: 190\s€ maintenant$/,
      'Relancer l’agent',
      'Rejeter',
      'Campagne modifiée depuis',
    ],
  ] as const)(
    'one whose campaign has changed since leads to a new run or is rejected; nothing approves it (%s)',
    async (language, title, again, reject, mark) => {
      const overtaken = { now: { dailyBudget: { micros: '190000000', currency: 'EUR' } } };
      const task = taskOf(500);
      const answers = { 'GET tasks/': task, 'POST tasks': { id: task.id } };
      const { address } = await open(proposalOf(1, { overtaken }), answers, { language });
      const heading = await screen.findByRole('heading', { name: title });
      expect(await screen.findByText(mark)).toBeInTheDocument();
      expect(screen.getAllByRole('button', { name: reject })).not.toHaveLength(0);
      expect(
        screen.queryByRole('button', { name: /^(Approve|Approuver|Change amount|Modifier)/ }),
      ).toBeNull();
      const user = userEvent.setup();
      await user.keyboard('a');
      expect(screen.queryByRole('dialog')).toBeNull();
      await user.click(within(heading.closest('section')!).getByRole('button', { name: again }));
      await waitFor(() => expect(address()).toBe(`/tasks/${task.id}`));
    },
  );

  test('with two needed, who approved cannot approve again and sees whom it waits for', async () => {
    const decisions = [{ userId: me, name: 'Camille Roux', verdict: 'approve' as const, note: null, at: one.createdAt }]; // prettier-ignore
    await open(proposalOf(1, { approvalsNeeded: 2, approvals: 1, decisions }));
    expect(
      await screen.findByText('You approved this. Someone else must approve it too.'),
    ).toBeInTheDocument();
    expect(screen.getByText('Another person')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /^Approve/ })).toBeNull();
  });

  test('above the limit of the workspace two people decide; the first one is told that nothing changes yet', async () => {
    const tenant = { ...session.tenant, twoPersonAboveMicros: '50000000' };
    await open(proposalOf(1, { approvalsNeeded: 2 }), { 'GET session': { ...session, tenant } });
    expect(
      await screen.findByText(/^Changes of more than €50 a day need two people\. You would be the first/),
    ).toBeInTheDocument();
    expect(screen.getAllByRole('button', { name: 'Approve €240' }).length).toBeGreaterThan(0);
  });

  test.each([
    ['en', 0, 'needs no approval'],
    ['en', 1, 'needs 1 approval'],
    ['en', 2, 'needs 2 approvals'],
    ['fr', 2, 'demande 2 approbations'],
  ])('how many approvals a change needs is said beside its checks (%s, %d)', async (language, n, words) => {
    await open(proposalOf(1, { approvalsNeeded: n }), {}, { language });
    expect(await screen.findByText(words)).toBeInTheDocument();
  });

  test('a role that only reads is told so', async () => {
    await open(one, { 'GET session': { ...session, role: 'analyst', rights: ['read', 'run'] } });
    expect(await screen.findByText(/^Your role can read proposals/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /^Approve/ })).toBeNull();
  });

  test('access without the right to change: only to reject is possible, and why is said before any click', async () => {
    const narrow = { ...connection, accounts: [{ ...connection.accounts[0]!, id: one.accountId }] };
    const connections = { 'GET connections': { data: [narrow] } };
    await open(one, connections);
    expect(await screen.findByRole('link', { name: 'Connect it with that right' })).toHaveAttribute(
      'href',
      `/connect?connection=${narrow.id}`,
    );
    expect(screen.queryByRole('button', { name: /^Approve/ })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Change amount' })).toBeNull();
    expect(screen.getAllByRole('button', { name: 'Reject' }).length).toBeGreaterThan(0);
    await userEvent.setup().keyboard('a');
    expect(screen.queryByRole('dialog')).toBeNull();
    const applied = proposalOf(3, { state: 'read_back', appliedAt: '2026-11-23T09:00:00Z' });
    await open(applied, connections);
    await screen.findByRole('link', { name: 'Connect it with that right' });
    expect(screen.getByRole('button', { name: /^Set back/ })).toBeDisabled();
  });

  test('another amount: one request makes the own change for the version advised and rejects the advice', async () => {
    const own = proposalOf(9, { agent: null, proposedBy: 'Camille Roux', state: 'approved' });
    const { sent, address } = await open(one, {
      'PUT campaigns/meta:c1': own,
      [`GET proposals/${own.id}`]: own,
    });
    const user = userEvent.setup();
    await user.click((await screen.findAllByRole('button', { name: 'Change amount' }))[0]!);
    const dialog = await screen.findByRole('dialog', { name: 'Change amount' });
    const amount = within(dialog).getByLabelText('Daily budget');
    await user.type(amount, '240');
    await user.click(within(dialog).getByRole('button', { name: 'Change amount' }));
    expect(within(dialog).getByText(/is what the agent proposes/)).toBeInTheDocument();
    expect(sent).toEqual([]);
    await user.clear(amount);
    await user.click(within(dialog).getByRole('button', { name: '€200' }));
    await user.click(within(dialog).getByRole('button', { name: 'Apply €200' }));
    await waitFor(() => expect(address()).toBe(`/approvals/${own.id}`));
    expect(sent.map(({ method, body, ifMatch }) => [method, body, ifMatch])).toEqual([
      [
        'PUT',
        {
          dailyBudget: { micros: '200000000', currency: 'EUR' },
          instead: one.id,
          note: 'Changed to €200 instead.',
        },
        '"41"',
      ],
    ]);
  });

  test('another amount of more than double is asked about before it is sent, in French too', async () => {
    const own = proposalOf(9, { agent: null, proposedBy: 'Camille Roux', state: 'approved' });
    const answers = { 'PUT campaigns/meta:c1': own, [`GET proposals/${own.id}`]: own };
    const { sent } = await open(one, answers, { language: 'fr' });
    const user = userEvent.setup();
    await user.click((await screen.findAllByRole('button', { name: 'Modifier le montant' }))[0]!);
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByLabelText('Budget quotidien'), '50000{Enter}{Enter}');
    expect(within(dialog).getByRole('alert')).toHaveTextContent(
      'De 180 € à 50 000 € par jour : multiplié par 278. Est-ce voulu ?',
    );
    expect(sent).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: /^Oui, fixer 50\s000\s€ par jour$/ }));
    await waitFor(() => expect(sent[0]?.body).toMatchObject({ instead: one.id, sure: true }));
  });

  test('amounts with cents are named to the cent: what it has, what is proposed and what is typed', async () => {
    const budget = (micros: string) => ({ dailyBudget: { micros, currency: 'EUR' } });
    await open(proposalOf(1, { from: budget('180250000'), to: budget('240990000') }));
    const user = userEvent.setup();
    expect(await screen.findAllByRole('button', { name: 'Approve and apply €240.99' })).not.toHaveLength(0);
    await user.click(screen.getAllByRole('button', { name: 'Change amount' })[0]!);
    const dialog = await screen.findByRole('dialog', { name: 'Change amount' });
    expect(dialog).toHaveTextContent('Campaign 1 has €180.25 a day');
    const amount = within(dialog).getByLabelText('Daily budget');
    await user.type(amount, '341,50');
    expect(within(dialog).getByRole('button', { name: 'Apply €341.50' })).toBeInTheDocument();
    await user.clear(amount);
    await user.type(amount, '€1,229');
    expect(within(dialog).getByRole('button', { name: 'Apply €1,229' })).toBeInTheDocument();
  });
});

describe('afterwards', () => {
  test('an applied change can be set back; the way leads to the change that does it', async () => {
    const applied = proposalOf(1, { state: 'read_back', appliedAt: one.createdAt, decidedAt: one.createdAt });
    const back = proposalOf(8, { reverts: applied.id, state: 'approved' });
    const { address } = await open(applied, {
      [`POST proposals/${applied.id}/revert`]: back,
      [`GET proposals/${back.id}`]: back,
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Set back to €180' }));
    const dialog = await screen.findByRole('dialog', { name: 'Set back to €180?' });
    await user.click(within(dialog).getByRole('button', { name: 'Set back to €180' }));
    await waitFor(() => expect(address()).toBe(`/approvals/${back.id}`));
  });

  test('a change that was set back says when and by whom, with no button to do it again', async () => {
    const back = { id: two.id, at: '2026-11-24T08:00:00Z', by: 'Camille Roux' };
    await open(proposalOf(1, { state: 'read_back', appliedAt: one.createdAt, setBack: back }));
    expect(await screen.findByRole('link', { name: 'Set back on 24 Nov by Camille Roux' })).toHaveAttribute(
      'href',
      `/approvals/${two.id}`,
    );
    expect(screen.queryByRole('button', { name: /Set back/ })).toBeNull();
  });

  test('while it is being set back there is no second button for it', async () => {
    const setBack = { id: two.id, at: null, by: 'Camille Roux' };
    await open(proposalOf(1, { state: 'read_back', appliedAt: one.createdAt, setBack }));
    await screen.findByRole('link', { name: 'Being set back by Camille Roux' });
    expect(screen.queryByRole('button', { name: /Set back/ })).toBeNull();
  });

  test.each([
    ['en', /^After 7 days: \+€302 a week, within/, /^After 28 days: not measured.*changed again/],
    ['fr', /^Après 7 jours\s: \+302\s€ par semaine, dans/, /^Après 28 jours\s: non mesuré.*de nouveau/],
  ])('what came of it is said, and why it cannot be (%s)', async (language, week, month) => {
    const at = { dueAt: one.createdAt };
    const outcomes: ProposalDetail['outcomes'] = [
      { ...at, afterDays: 7, state: 'done', inside: true, result: { effect: 302_400_000 } },
      { ...at, afterDays: 28, state: 'refused', inside: null, result: { reason: 'changed-again' } },
    ];
    await open(proposalOf(1, { state: 'read_back', appliedAt: one.createdAt, outcomes }), {}, { language });
    const card = (await screen.findByRole('heading', { name: /^What came|^Ce qui en/ })).closest('section')!;
    const items = within(card).getAllByRole('listitem');
    expect(items.map((item) => item.textContent)).toEqual([
      expect.stringMatching(week),
      expect.stringMatching(month),
    ]);
  });

  test('a conflict says what the platform has, that nothing was changed, and runs the agent again', async () => {
    const conflict = proposalOf(1, { state: 'conflict', readBack: { dailyBudgetMicros: '200000000' } });
    const task = taskOf(500);
    const { address, sent } = await open(conflict, { 'GET tasks/': task, 'POST tasks': { id: task.id } });
    expect(await screen.findByText(/Meta says €200: someone else changed it meanwhile/)).toBeInTheDocument();
    expect(screen.getByText('Nothing was changed by us.')).toBeInTheDocument();
    await userEvent.setup().click(screen.getByRole('button', { name: 'Run the agent again' }));
    await waitFor(() => expect(address()).toBe(`/tasks/${task.id}`));
    expect(sent[0]!.body).toMatchObject({ agent: 'budget-analyzer', input: task.input });
  });

  test('a change that another one overtook says so, not that the platform had changed', async () => {
    await open(proposalOf(1, { state: 'conflict', decidedAt: one.createdAt }));
    const card = (await screen.findByText('What to do')).closest('section')!;
    expect(card).toHaveTextContent('The campaign changed before this was made');
    expect(card).not.toHaveTextContent('Meta said');
  });

  test('a proposal whose connection was ended says so, and not that a newer one took its place', async () => {
    const failure = { code: 'canceled', message: '', touched: '', remedy: '' };
    await open(proposalOf(1, { state: 'withdrawn', failure }));
    await screen.findByRole('heading', { name: 'The connection was disconnected' });
    expect(screen.getByText(/Connect Meta again/)).toBeVisible();
  });

  test('an approved change that was too late says so, not that nobody decided', async () => {
    await open(proposalOf(1, { state: 'expired', decidedAt: one.createdAt }));
    const card = (await screen.findByText('What to do')).closest('section')!;
    expect(card).toHaveTextContent('It could not be made in time');
  });

  test('a conflict after our own write does not say that nothing was changed by us', async () => {
    const failure = { code: 'conflict', message: 'We made the change.', touched: touches.changedAgain, remedy: 'Decide again.' }; // prettier-ignore
    const readBack = { dailyBudgetMicros: '200000000' };
    await open(proposalOf(1, { state: 'conflict', readBack, failure }));
    const card = (await screen.findByText('What to do')).closest('section')!;
    expect(card).toHaveTextContent('We changed the campaign once, as approved');
    expect(card).not.toHaveTextContent('Nothing was changed');
  });

  test.each(['expired', 'withdrawn', 'failed'] as const)('%s says what to do', async (state) => {
    const failure = { code: 'unavailable', message: 'Meta did not answer.', touched: 'It may have changed.', remedy: 'Look at it.' }; // prettier-ignore
    await open(proposalOf(1, { state, failure: state === 'failed' ? failure : null }));
    const card = (await screen.findByText('What to do')).closest('section')!;
    expect(card).toHaveTextContent(
      { expired: 'Nobody decided in time', withdrawn: 'A newer proposal', failed: 'Meta did not answer.' }[
        state
      ],
    );
  });

  test('in French a failed change is told in French (C9)', async () => {
    const failure = { code: 'rejected-request', message: 'Meta refused the request as it was made.', touched: touches.unsure, remedy: 'Check the campaign on the platform.' }; // prettier-ignore
    await open(proposalOf(1, { state: 'failed', failure }), {}, { language: 'fr' });
    const card = (await screen.findByText('Que faire')).closest('section')!;
    expect(card).toHaveTextContent('Meta a refusé la demande.');
    expect(card).toHaveTextContent('La campagne a peut-être été modifiée');
    expect(card).toHaveTextContent('Regardez la campagne sur la plateforme');
  });
});

test('the changes of one run are shown as one plan with their common gain', async () => {
  const details = { ...one.details, plan: { moves: 2, afterCostsWeek: one.effect!.afterCosts, chance: 0.9 } };
  await open(proposalOf(1, { details, siblings: [two] }));
  const plan = (await screen.findByRole('heading', { name: 'One plan of 2 changes' })).closest('section')!;
  expect(plan).toHaveTextContent('+€219');
  expect(within(plan).getByRole('link', { name: /Campaign 2/ })).toHaveAttribute(
    'href',
    `/approvals/${two.id}`,
  );
});

test.each([
  ['en', 'One plan of 4 changes', 'Not made or set back: 3 of 4 changes. The plan’s figures no longer hold.'],
  ['fr', 'Un plan de 4 changements', 'Les chiffres du plan ne valent plus.'],
] as const)(
  'in %s a plan of which parts were not made, or were set back, no longer shows its gain',
  async (language, title, words) => {
    const details = {
      ...one.details,
      plan: { moves: 4, afterCostsWeek: one.effect!.afterCosts, chance: 0.9 },
    };
    const setBack = { id: two.id, at: '2026-11-23T09:00:00Z', by: 'Ada' };
    const siblings = [
      proposalOf(3, { state: 'rejected' }),
      proposalOf(4, { state: 'failed' }),
      proposalOf(5, { state: 'read_back', setBack }),
    ];
    await open(proposalOf(1, { details, siblings }), {}, { language });
    const plan = (await screen.findByRole('heading', { name: title })).closest('section')!;
    await waitFor(() => expect(plan).toHaveTextContent(words));
    expect(plan).not.toHaveTextContent(/219|90\s?%/);
    expect(within(plan).getByRole('link', { name: /Campaign 3/ })).toBeVisible();
  },
);

test.each(['en', 'fr'] as const)(
  'in %s: every word is there and no rule of axe is broken',
  async (language) => {
    const { container } = await open(one, {}, { language });
    await screen.findByRole('heading', { name: language === 'en' ? 'Your decision' : 'Votre décision' });
    await waitFor(() => expect(container.querySelector('.sk')).toBeNull());
    expect(container.textContent).not.toMatch(/\b(approvals|app):?[a-z]+\.[a-z]+/);
    expect(await brokenRules(container)).toEqual([]);
  },
);

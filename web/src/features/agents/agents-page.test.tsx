import { describe, expect, test } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { openConsole, Refusal, type Asked } from '../../testing/console.tsx';
import { agentOf, connection, laterAgent, session, workspace } from '../../testing/samples.ts';

const put = 'PUT agents/budget-analyzer';
const changed = (change: object) => agentOf({ instance: { ...agentOf().instance!, ...change, version: 4 } });

describe('the agents page (C2)', () => {
  test('an agent shows its score with the count, tasks and success; one of a later release shows no switch', async () => {
    await openConsole('/agents', workspace);
    const card = await screen.findByRole('article', { name: 'Budget Analyzer' });
    expect(card).toHaveTextContent('80%of its forecasts were right4 of 5 inside its 80% range');
    expect(card).toHaveTextContent('Tasks6Success100%');
    const other = screen.getByRole('article', { name: 'Competitor Intelligence' });
    expect(other).toHaveTextContent('Premium');
    expect(within(other).queryByRole('link')).toBeNull();
    expect(within(other).queryByRole('switch')).toBeNull();
    expect(within(other).queryByRole('button')).toBeNull();
  });

  test('switching off sends the version seen; undo sends the version it made', async () => {
    const open = await openConsole('/agents', {
      ...workspace,
      [put]: ({ body }: Asked) => changed(body as object),
    });
    await open.user.click(await screen.findByRole('switch', { name: 'Budget Analyzer' }));
    await open.user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() =>
      expect(open.sent.map(({ body, ifMatch }) => ({ body, ifMatch }))).toEqual([
        { body: { enabled: false }, ifMatch: '"3"' },
        { body: { enabled: true }, ifMatch: '"4"' },
      ]),
    );
  });

  test('to let an agent act is asked once more, with its limit', async () => {
    const open = await openConsole('/agents', { ...workspace, [put]: changed({ autonomy: 'act' }) });
    const card = await screen.findByRole('article', { name: 'Budget Analyzer' });
    await open.user.click(within(card).getByRole('radio', { name: 'Act' }));
    const dialog = await screen.findByRole('dialog', { name: 'Let Budget Analyzer act within limits?' });
    expect(dialog).toHaveTextContent('by at most 20% at a time');
    expect(open.sent).toEqual([]);
    await open.user.click(within(dialog).getByRole('button', { name: 'Let it act' }));
    await waitFor(() => expect(open.sent[0]?.body).toEqual({ autonomy: 'act' }));
  });

  test('settings are refused in words before they are sent, and saved in micros and shares', async () => {
    const open = await openConsole('/agents?configure=budget-analyzer', { ...workspace, [put]: changed({}) });
    const step = await screen.findByLabelText('Largest change of one budget');
    await open.user.clear(step);
    await open.user.type(step, '80');
    await open.user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Enter 1 to 50.');
    expect(step).toHaveAttribute('aria-invalid', 'true');
    expect(open.sent).toEqual([]);
    await open.user.clear(step);
    await open.user.type(step, '12,5');
    await open.user.type(screen.getByLabelText('Budget of a month'), '15000');
    await open.user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(open.sent[0]?.body).toEqual({
        settings: { stepLimit: 0.125, monthlyBudgetMicros: '15000000000' },
      }),
    );
    await waitFor(() => expect(open.address()).toBe('/agents'));
  });

  test('an amount is taken in whole yen where the ad accounts have yen, as the person’s language writes it', async () => {
    const [one] = connection.accounts;
    const answers = {
      ...workspace,
      'GET connections': { data: [{ ...connection, accounts: [{ ...one!, currency: 'JPY' }] }] },
      [put]: changed({}),
    };
    const open = await openConsole('/agents?configure=budget-analyzer', answers);
    const month = await screen.findByLabelText('Budget of a month');
    await waitFor(() => expect(month).toHaveAccessibleDescription(/In JPY\./));
    await open.user.type(month, '15000.50{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('Type a whole amount above 0');
    expect(open.sent).toEqual([]);
    await open.user.clear(month);
    await open.user.type(month, '15,000{Enter}');
    await waitFor(() =>
      expect(open.sent[0]?.body).toMatchObject({ settings: { monthlyBudgetMicros: '15000000000' } }),
    );
  });

  test('what the server refuses stands at its field, and the drawer stays', async () => {
    const open = await openConsole('/agents?configure=budget-analyzer', {
      ...workspace,
      [put]: new Refusal(400, 'invalid-request', {
        errors: [{ pointer: '/settings/stepLimit', code: 'too_big', message: 'Too large for this account.' }],
      }),
    });
    const save = await screen.findByRole('button', { name: 'Save' });
    await open.user.click(save);
    expect(await screen.findByRole('alert')).toHaveTextContent('Too large for this account.');
    expect(open.address()).toBe('/agents?configure=budget-analyzer');
  });

  test('what no budget can be is refused at its field, in the person’s language', async () => {
    const errors = [
      {
        pointer: '/settings/monthlyBudgetMicros',
        code: 'not-a-budget',
        message: 'A budget is above 0, with at most 2 decimals.',
      },
    ];
    const answers = { ...workspace, [put]: new Refusal(400, 'invalid-request', { errors }) };
    const open = await openConsole('/agents?configure=budget-analyzer', answers, { language: 'fr' });
    await open.user.click(await screen.findByRole('button', { name: 'Enregistrer' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Entrez un montant supérieur à 0');
    expect(screen.getByLabelText('Budget du mois')).toHaveAttribute('aria-invalid', 'true');
  });

  test('an agent that is not in the workspace is added; the plan’s limit says what opens more, and where (D4)', async () => {
    const absent = agentOf({ instance: null, state: 'inactive' });
    const quota = { of: 'agents', used: 1, limit: 1, resetsAt: null, opensWith: 'starter' } as const;
    let full = true;
    const open = await openConsole('/agents', {
      ...workspace,
      'GET agents': { data: [absent] },
      'POST agents': () => (full ? new Refusal(409, 'plan-limit', { quota }) : agentOf()),
    });
    const card = await screen.findByRole('article', { name: 'Budget Analyzer' });
    expect(within(card).queryByRole('switch')).toBeNull();
    await open.user.click(within(card).getByRole('button', { name: 'Add Budget Analyzer' }));
    const refused = await within(card).findByRole('alert');
    expect(refused).toHaveTextContent('1 of 1 agents of your plan are switched on.');
    expect(refused).toHaveTextContent('Starter gives more.');
    expect(within(refused).getByRole('link')).toHaveAttribute('href', '/settings/plan');
    full = false;
    await open.user.click(within(card).getByRole('button', { name: 'Add Budget Analyzer' }));
    expect(await screen.findByText('Budget Analyzer is here and switched on')).toBeVisible();
    expect(open.sent.at(-1)).toMatchObject({ path: 'agents', body: { agent: 'budget-analyzer' } });
  });

  test('an agent is removed from its settings; undo brings it back and switches it on again (D4)', async () => {
    const open = await openConsole('/agents?configure=budget-analyzer', {
      ...workspace,
      'DELETE agents/budget-analyzer': null,
      'POST deleted-items': null,
      'GET agents/budget-analyzer': changed({ enabled: false }),
      [put]: changed({}),
    });
    await open.user.click(await screen.findByRole('button', { name: 'Remove' }));
    await open.user.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(await screen.findByText('Budget Analyzer is back')).toBeVisible();
    expect(open.sent.map(({ method, path, ifMatch }) => [method, path, ifMatch])).toEqual([
      ['DELETE', 'agents/budget-analyzer', null],
      ['POST', `deleted-items/${agentOf().instance!.id}/restore`, null],
      ['PUT', 'agents/budget-analyzer', '"4"'],
    ]);
    expect(open.address()).toBe('/agents');
  });

  test('below Pro a premium agent is locked and leads to the plan (E2)', async () => {
    const locked = { ...laterAgent, state: 'locked' };
    await openConsole('/agents', { ...workspace, 'GET agents': { data: [agentOf(), locked] } });
    const card = await screen.findByRole('article', { name: 'Competitor Intelligence' });
    const link = within(card).getByRole('link', { name: 'With Pro, in a later release' });
    expect(link).toHaveAttribute('href', '/settings/plan');
  });

  test('the table and the filter are in the address', async () => {
    const open = await openConsole('/agents', workspace);
    await open.user.click(await screen.findByRole('radio', { name: 'Table' }));
    await open.user.selectOptions(screen.getByRole('combobox', { name: 'State' }), 'Later release');
    await waitFor(() => expect(open.address()).toBe('/agents?view=table&state=later'));
    const table = screen.getByRole('table');
    expect(within(table).getByRole('rowheader', { name: /Competitor Intelligence/ })).toBeVisible();
    expect(within(table).queryByRole('rowheader', { name: /Budget Analyzer/ })).toBeNull();
  });

  test('a role that may not change agents is told so, and by whom it can be', async () => {
    await openConsole('/agents', {
      ...workspace,
      'GET session': { ...session, role: 'analyst', rights: ['read', 'run'] },
    });
    expect(await screen.findByText(/your role is analyst/)).toBeVisible();
    expect(screen.getByRole('switch', { name: 'Budget Analyzer' })).toBeDisabled();
  });
});

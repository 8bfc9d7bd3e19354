import { describe, expect, jest, test } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { auditObjects, type AuditEntry } from '../../../../contracts/audit.ts';
import { brokenRules, FileAnswer, openConsole, Refusal } from '../../testing/console.tsx';
import { session, workspace } from '../../testing/samples.ts';
import en from './en.ts';
import fr from './fr.ts';

const camille = { id: 'user:1', kind: 'person', name: 'Camille Roux' } as const;
const entry = (id: string, more: Partial<AuditEntry>): AuditEntry => ({
  ...{ id, at: '2026-11-23T08:00:00Z', actor: camille, act: 'changed', object: 'workspace', objectId: 'w-1' },
  ...{ changes: [], requestId: 'r-1' },
  ...more,
});
const budget = { field: 'daily_budget_micros', old: 180_000_000, new: 240_000_000 };
const entries = [
  entry('3', { changes: [{ field: 'retention_days', old: 30, new: 90 }] }),
  entry('2', { actor: { id: 'agent:budget-analyzer', kind: 'agent', name: null }, object: 'campaign', objectId: 'meta/7', changes: [budget, { field: 'name', old: 'A', new: 'B' }] }), // prettier-ignore
  entry('1', { actor: { id: 'system:sweeper', kind: 'system', name: null }, act: 'read', object: 'credential', requestId: null }), // prettier-ignore
];
const answers = {
  ...workspace,
  'GET audit/actors': { data: [camille, entries[1]!.actor, entries[2]!.actor] },
  'GET audit?': { data: entries, nextCursor: null },
};
const auditor = { ...session, role: 'auditor', rights: ['read', 'audit'] };

describe('the audit log (E13, C8)', () => {
  test('says in words who did what, and unfolds to what stood there before and after', async () => {
    const open = await openConsole('/settings/audit', { ...answers, 'GET session': auditor });
    const list = await screen.findByRole('list', { name: 'Audit log' });
    const [first, second, third] = within(list).getAllByRole('listitem');
    expect(first).toHaveTextContent(
      'Camille Roux changed the workspaceDays kept after deletion: Before 30After 90',
    );
    expect(second).toHaveTextContent('Budget Analyzer changed a campaignDaily budget, Name');
    expect(third).toHaveTextContent('AEGIS opened a credential');
    const row = within(second!).getByRole('button', { name: /Budget Analyzer/ });
    expect(row).toHaveAttribute('aria-expanded', 'false');
    row.focus();
    await open.user.keyboard('{Enter}');
    expect(row).toHaveAttribute('aria-expanded', 'true');
    expect(second).toHaveTextContent('Before 180.00After 240.00');
    expect(second).toHaveTextContent('r-1');
    expect(await brokenRules(open.container)).toEqual([]);
    await open.user.click(within(second!).getByRole('button', { name: 'Everything about this' }));
    await waitFor(() => expect(open.asked).toContain('audit?id=meta%2F7'));
    expect(open.address()).toBe('/settings/audit?id=meta%2F7');
  });

  test('tells of sign-ins and refusals in words: by what, and why not (ASVS V16.3.1)', async () => {
    const facts = (pairs: Record<string, string>) =>
      Object.entries(pairs).map(([field, to]) => ({ field, old: null, new: to }));
    const data = [
      entry('2', { act: 'created', object: 'sign-in', changes: facts({ way: 'password', second: 'code', ip: '192.0.2.1' }) }), // prettier-ignore
      entry('1', { act: 'created', object: 'refused-sign-in', actor: { id: 'system:sign-in', kind: 'system', name: null }, changes: facts({ way: 'link', reason: 'wrong-code' }) }), // prettier-ignore
    ];
    const open = await openConsole('/settings/audit', {
      ...answers,
      'GET audit?': { data, nextCursor: null },
    });
    const rows = within(await screen.findByRole('list', { name: 'Audit log' })).getAllByRole('listitem');
    expect(rows[0]).toHaveTextContent('Camille Roux signed inpassword · code of the app · 192.0.2.1');
    expect(rows[1]).toHaveTextContent('AEGIS refused a sign-inlink · wrong code');
    for (const row of rows) await open.user.click(within(row).getByRole('button', { expanded: false }));
    expect(rows[0]).toHaveTextContent('Bypassword');
    expect(rows[0]).toHaveTextContent('And bycode of the app');
    expect(rows[1]).toHaveTextContent('Whywrong code');
  });

  test('is narrowed by person, kind, act and days of the workspace; the table takes the same filter', async () => {
    const saved = jest.fn();
    URL.createObjectURL = (blob) => `blob:${String((blob as Blob).size)}`;
    URL.revokeObjectURL = saved;
    jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementationOnce(() => {}); // jsdom saves nothing
    const open = await openConsole('/settings/audit?from=2026-11-01&to=2026-11-02', {
      ...answers,
      'GET audit.csv': new FileAnswer('audit-log.csv', 'time'),
    });
    await screen.findByRole('option', { name: 'Camille Roux' });
    await open.user.selectOptions(screen.getByLabelText('By whom'), 'Camille Roux');
    await open.user.selectOptions(screen.getByLabelText('What'), 'Campaign');
    await open.user.selectOptions(screen.getByLabelText('Act'), 'Deleted');
    const whole = 'actor=user%3A1&object=campaign&act=deleted&from=2026-10-31T23%3A00%3A00.000Z&to=2026-11-02T23%3A00%3A00.000Z'; // prettier-ignore
    await waitFor(() => expect(open.asked).toContain(`audit?${whole}`));
    await open.user.click(screen.getByRole('button', { name: 'CSV' }));
    await waitFor(() => expect(saved).toHaveBeenCalledWith('blob:4'));
    expect(open.asked).toContain(`audit.csv?${whole}`);
  });

  test('with nothing to show says why, and goes on past a page', async () => {
    const older = [entry('0', { act: 'created', object: 'invitation' })];
    const open = await openConsole('/settings/audit', {
      ...answers,
      'GET audit?': { data: entries, nextCursor: '5-1' },
      'GET audit?cursor=5-1': { data: older, nextCursor: null },
      'GET audit?act': { data: [], nextCursor: null },
    });
    await open.user.click(await screen.findByRole('button', { name: 'Older entries' }));
    expect(await screen.findByText(/created an invitation/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Older entries' })).toBeNull();
    await open.user.selectOptions(screen.getByLabelText('Act'), 'Opened');
    expect(await screen.findByText('Nothing fits')).toBeVisible();
    await open.user.click(screen.getByRole('button', { name: 'Clear the filter' }));
    expect(await screen.findByText(/created an invitation/)).toBeVisible();
  });

  test('that cannot be read says so; without the right it is not in the list', async () => {
    await openConsole('/settings/audit', { ...answers, 'GET audit?': new Refusal(503, 'unavailable') });
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeVisible();
    await openConsole('/settings/profile', { ...answers, 'GET session': { ...session, rights: ['read'] } });
    const list = await screen.findByRole('navigation', { name: 'Settings' });
    expect(within(list).queryByRole('link', { name: 'Audit log' })).toBeNull();
  });

  test('has a word for every kind of thing, alone and in a sentence, in both languages', () => {
    for (const object of Object.values(auditObjects))
      for (const words of [en, fr])
        expect([object, object in words.object, object in words.one]).toEqual([object, true, true]);
  });
});

import { describe, expect, jest, test } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { brokenRules, FileAnswer, openConsole, Refusal } from '../../testing/console.tsx';
import { session, workspace } from '../../testing/samples.ts';

const DAY = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString();
const item = { id: '00000000-0000-4000-8000-000000000001', deletedAt: ago(10), purgedAt: ago(-20) };
const items = [
  { ...item, kind: 'connection', name: 'Meta', platform: 'meta' },
  { ...item, id: '00000000-0000-4000-8000-000000000002', kind: 'agent', name: 'budget-analyzer', platform: null },
]; // prettier-ignore
const deletion = { deletedAt: ago(1), purgedAt: ago(-29) };
const answers = {
  ...workspace,
  'GET deleted-items': { data: items },
  'GET retention': { days: 30 },
  'GET second-factor': { enabled: false, recoveryCodesLeft: 0 },
};

describe('the data of the workspace (C8)', () => {
  test('leave as one file, after a proof of who asks', async () => {
    let proved = false;
    const saved = jest.fn();
    URL.createObjectURL = () => 'blob:zip';
    URL.revokeObjectURL = saved;
    jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementationOnce(() => {}); // jsdom saves nothing
    const open = await openConsole('/settings/data', {
      ...answers,
      'GET export': () =>
        proved ? new FileAnswer('aegis-export.zip', 'zip') : new Refusal(403, 'confirmation-required'),
      'POST auth/confirm': () => {
        proved = true;
        return null;
      },
    });
    await open.user.click(await screen.findByRole('button', { name: 'Export everything' }));
    const dialog = await screen.findByRole('dialog', { name: 'Is it you?' });
    await open.user.type(within(dialog).getByLabelText('Password'), 'secret');
    await open.user.click(within(dialog).getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(saved).toHaveBeenCalledWith('blob:zip'));
    expect(await brokenRules(open.container)).toEqual([]);
  });

  test('that another person is taking along already say so', async () => {
    const open = await openConsole('/settings/data', {
      ...answers,
      'GET export': new Refusal(409, 'conflict', { reason: 'export-running' }),
    });
    await open.user.click(await screen.findByRole('button', { name: 'Export everything' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('An export of this workspace is being made.');
  });

  test('deleted things are listed with their end, and come back', async () => {
    const open = await openConsole('/settings/data', { ...answers, 'POST deleted-items': null });
    const list = await screen.findByRole('list', { name: 'Deleted items' });
    expect(list).toHaveTextContent(/MetaConnection · deleted 10 days ago · gone for good on/);
    await open.user.click(within(list).getByRole('button', { name: 'Restore: Budget Analyzer' }));
    await waitFor(() => expect(open.sent[0]).toMatchObject({ method: 'POST', path: `deleted-items/${items[1]!.id}/restore` })); // prettier-ignore
  });

  test('a shorter time that removes something at once is asked about first', async () => {
    const open = await openConsole('/settings/data', { ...answers, 'PUT retention': { days: 7 } });
    const days = await screen.findByLabelText('Days until they are removed for good');
    await screen.findByRole('list', { name: 'Deleted items' });
    await open.user.clear(days);
    await open.user.type(days, '0{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('from 1 to 365');
    await open.user.clear(days);
    await open.user.type(days, '7{Enter}');
    const dialog = await screen.findByRole('dialog', { name: 'Keep deleted things for 7 days only?' });
    expect(dialog).toHaveTextContent('2 items were deleted longer ago');
    expect(open.sent).toEqual([]);
    await open.user.click(within(dialog).getByRole('button', { name: 'Remove for good' }));
    await waitFor(() => expect(open.sent[0]).toMatchObject({ body: { days: 7 } }));
  });

  test('another time asks who one is, without leaving what was typed', async () => {
    let proved = false;
    const open = await openConsole('/settings/data', {
      ...answers,
      'GET second-factor': { enabled: false, recoveryCodesLeft: 0 },
      'PUT retention': () => (proved ? { days: 90 } : new Refusal(403, 'confirmation-required')),
      'POST auth/confirm': () => {
        proved = true;
        return null;
      },
    });
    const days = await screen.findByLabelText('Days until they are removed for good');
    await open.user.clear(days);
    await open.user.type(days, '90{Enter}');
    const dialog = await screen.findByRole('dialog', { name: 'Is it you?' });
    await open.user.type(within(dialog).getByLabelText('Password'), 'secret{Enter}');
    await waitFor(() =>
      expect(open.sent.map(({ path }) => path)).toEqual(['retention', 'auth/confirm', 'retention']),
    );
  });

  test('the workspace is deleted only by its name; then one is out', async () => {
    const open = await openConsole('/settings/data', { ...answers, 'PUT workspace/deletion': deletion });
    await open.user.click(await screen.findByRole('button', { name: 'Delete the workspace' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete Maison Solène?' });
    const act = within(dialog).getByRole('button', { name: 'Delete Maison Solène' });
    await open.user.type(within(dialog).getByLabelText('Type its name: Maison Solène'), 'Maison{Enter}');
    await open.user.click(act);
    expect(open.sent).toEqual([]);
    await open.user.type(within(dialog).getByLabelText(/Type its name/), ' Solène');
    await open.user.click(act);
    await waitFor(() => expect(open.sent[0]?.body).toEqual({ name: 'Maison Solène' }));
    await open.user.click(await screen.findByRole('button', { name: 'To the sign-in page' }));
    await waitFor(() => expect(open.address()).toBe('/sign-in'));
  });

  test('without the right to delete there is no such button', async () => {
    await openConsole('/settings/data', {
      ...answers,
      'GET session': { ...session, role: 'admin', rights: ['read', 'manage', 'export'] },
    });
    await screen.findByRole('button', { name: 'Export everything' });
    expect(screen.queryByRole('button', { name: 'Delete the workspace' })).toBeNull();
  });
});

describe('a deleted workspace (C8)', () => {
  const gone = (rights: string[]) => ({
    ...session,
    rights,
    tenant: { ...session.tenant, deletion },
  });

  test('shows an owner the way back, and everybody until when there is one', async () => {
    let back = false;
    const open = await openConsole('/', {
      ...answers,
      'GET session': () => (back ? session : gone(['delete'])),
      'GET workspaces': { data: [] },
      'DELETE workspace/deletion': () => {
        back = true;
        return null;
      },
    });
    expect(await screen.findByRole('heading', { name: 'Maison Solène is deleted' })).toBeVisible();
    expect(await brokenRules(open.container)).toEqual([]);
    await open.user.click(screen.getByRole('button', { name: 'Restore Maison Solène' }));
    await waitFor(() => expect(screen.getAllByRole('link', { name: /Campaigns/ })[0]).toBeVisible());
    await openConsole('/tasks', { ...answers, 'GET session': gone([]), 'GET workspaces': { data: [] } });
    expect(await screen.findByText(/An owner can restore it until/)).toBeVisible();
    expect(screen.queryByRole('button', { name: /Restore/ })).toBeNull();
  });
});

import { describe, expect, test } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import type { Member, RoleView } from '../../../../contracts/members.ts';
import { rights } from '../../../../contracts/session.ts';
import { brokenRules, openConsole, Refusal } from '../../testing/console.tsx';
import { me, session, workspace } from '../../testing/samples.ts';

const ada = '00000000-0000-4000-8000-000000000001';
const person = { email: 'a@example.test', role: 'analyst', since: '2026-11-01T08:00:00Z', lastSeenAt: null, secondFactor: false } as const; // prettier-ignore
const camille: Member = { ...person, id: me, name: 'Camille Roux', role: 'owner', secondFactor: true };
const two: Member[] = [{ ...person, id: ada, name: 'Ada Lovelace' }, camille];
const roles: RoleView[] = [
  { role: 'owner', rights: [...rights], within: true },
  { role: 'admin', rights: ['read', 'run', 'change', 'manage', 'members'], within: true },
  { role: 'analyst', rights: ['read', 'run'], within: true },
];
const invitation = {
  id: '00000000-0000-4000-8000-000000000009',
  email: 'zoe@example.test',
  role: 'operator',
  invitedBy: 'Camille Roux',
  createdAt: new Date().toISOString(),
  expiresAt: new Date(Date.now() + 2 * 86_400_000).toISOString(),
  mail: { state: 'waiting', error: 'no-smtp' },
  link: 'http://localhost/invitation#token=t',
};
const answers = {
  ...workspace,
  'GET members': { data: two, roles },
  'GET invitations': { data: [] },
  'GET second-factor': { enabled: false, recoveryCodesLeft: 0 },
};
const openActs = async (open: Awaited<ReturnType<typeof openConsole>>, name: string) =>
  open.user.click(await screen.findByRole('button', { name: `Acts for ${name}` }));

describe('access management: people (C8)', () => {
  test('are listed with role, second step and when they were last here', async () => {
    const open = await openConsole('/settings/members', answers);
    const list = await screen.findByRole('list', { name: 'People' });
    expect(within(list).getAllByRole('listitem')[0]).toHaveTextContent(
      'Ada LovelaceAnalysta@example.test · no second step · not signed in now',
    );
    expect(within(list).getAllByRole('listitem')[1]).toHaveTextContent('Camille RouxYouOwnerTwo steps');
    expect(await brokenRules(open.container)).toEqual([]);
  });

  test('get another role after a look at what it allows, and a proof of who asks', async () => {
    let proved = false;
    const open = await openConsole('/settings/members', {
      ...answers,
      'POST auth/confirm': () => ((proved = true), null),
      'PUT members': () => (proved ? null : new Refusal(403, 'confirmation-required')),
    });
    await openActs(open, 'Ada Lovelace');
    await open.user.click(await screen.findByRole('menuitem', { name: 'Change role' }));
    const drawer = await screen.findByRole('dialog', { name: 'Role of Ada Lovelace' });
    expect(within(drawer).getByRole('radio', { name: /^Analyst/ })).toBeChecked();
    const admin = within(drawer).getByRole('radio', { name: /^Admin/ });
    expect(admin).toHaveAccessibleName(/people and their roles/);
    await open.user.click(admin);
    await open.user.click(within(drawer).getByRole('button', { name: 'Give this role' }));
    const question = await screen.findByRole('dialog', { name: 'Is it you?' });
    await open.user.type(within(question).getByLabelText('Password'), 'secret');
    await open.user.click(within(question).getByRole('button', { name: 'Confirm' }));
    await waitFor(() =>
      expect(open.sent.at(-1)).toMatchObject({ path: `members/${ada}`, body: { role: 'admin' } }),
    );
    expect(await screen.findByText('Ada Lovelace is now Admin')).toBeVisible();
  });

  test('are removed only after a question; the last owner stays, and reads why', async () => {
    const open = await openConsole('/settings/members', { ...answers, 'DELETE members': null });
    await openActs(open, 'Ada Lovelace');
    await open.user.click(await screen.findByRole('menuitem', { name: 'Remove' }));
    const question = await screen.findByRole('dialog', { name: 'Remove Ada Lovelace from the workspace?' });
    expect(open.sent).toEqual([]);
    await open.user.click(within(question).getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(open.sent[0]).toMatchObject({ method: 'DELETE', path: `members/${ada}` }));
    expect(screen.getByText(/The only owner/)).toBeVisible();
    await openActs(open, 'Camille Roux');
    for (const name of ['Change role', 'Leave the workspace']) {
      expect(await screen.findByRole('menuitem', { name })).toHaveAttribute('aria-disabled', 'true');
    }
  });

  test('above one’s own role cannot be touched, and neither can the role be given', async () => {
    const rows = roles.map((row) => (row.role === 'owner' ? { ...row, within: false } : row));
    const open = await openConsole('/settings/members', {
      ...answers,
      'GET members': { data: [...two, { ...camille, id: invitation.id, name: 'Boss' }], roles: rows },
    });
    expect(await screen.findAllByText('Only an owner decides on an owner.')).toHaveLength(2);
    expect(screen.queryByRole('button', { name: 'Acts for Boss' })).toBeNull();
    await open.user.click(screen.getByRole('button', { name: 'Invite' }));
    expect(await screen.findByRole('radio', { name: /^Owner/ })).toBeDisabled();
  });

  test('are not there for whom the role does not allow it', async () => {
    await openConsole('/settings/profile', {
      ...answers,
      'GET session': { ...session, role: 'analyst', rights: ['read', 'run'] },
    });
    await screen.findByRole('link', { name: 'Security' });
    expect(screen.queryByRole('link', { name: 'People' })).toBeNull();
  });
});

describe('access management: invitations (C8)', () => {
  test('are sent with a role and the language of their mail; a wrong address is told at once', async () => {
    const open = await openConsole('/settings/members', { ...answers, 'POST invitations': null });
    await open.user.click(await screen.findByRole('button', { name: 'Invite' }));
    const drawer = await screen.findByRole('dialog', { name: 'Invite a person' });
    const send = within(drawer).getByRole('button', { name: 'Send the invitation' });
    await open.user.click(send);
    expect(await within(drawer).findByRole('alert')).toHaveTextContent('Type a whole address');
    await open.user.type(within(drawer).getByLabelText('E-mail address'), ' zoe@example.test');
    await open.user.click(within(drawer).getByRole('radio', { name: /^Admin/ }));
    await open.user.selectOptions(within(drawer).getByLabelText('Language of the e-mail'), 'Français');
    expect(await brokenRules(drawer)).toEqual([]);
    await open.user.click(send);
    await waitFor(() =>
      expect(open.sent[0]).toMatchObject({
        path: 'invitations',
        body: { email: 'zoe@example.test', role: 'admin', locale: 'fr' },
      }),
    );
  });

  test('that wait can be handed over by link, sent again and withdrawn', async () => {
    const open = await openConsole('/settings/members', {
      ...answers,
      'GET invitations': { data: [invitation] },
      'POST invitations': null,
      'DELETE invitations': null,
    });
    const list = await screen.findByRole('list', { name: 'Invitations' });
    expect(list).toHaveTextContent('zoe@example.testWaits to be sentOperator · invited by Camille Roux');
    expect(list).toHaveTextContent('No mail server is set up: copy the link');
    await open.user.click(within(list).getByRole('button', { name: 'Copy link: zoe@example.test' }));
    expect(await navigator.clipboard.readText()).toBe(invitation.link);
    await open.user.click(within(list).getByRole('button', { name: 'Send again: zoe@example.test' }));
    await open.user.click(within(list).getByRole('button', { name: 'Withdraw: zoe@example.test' }));
    await waitFor(() => expect(open.sent).toHaveLength(2));
    expect(open.sent[0]!.body).toEqual({ email: 'zoe@example.test', role: 'operator', locale: 'en' });
    expect(open.sent[1]).toMatchObject({ method: 'DELETE', path: `invitations/${invitation.id}` });
  });

  test('that have ended say so, and a list that cannot be read says how to go on', async () => {
    await openConsole('/settings/members', {
      ...answers,
      'GET members': new Refusal(503, 'unavailable'),
      'GET invitations': { data: [{ ...invitation, expiresAt: '2026-11-01T00:00:00Z', link: null }] },
    });
    expect(await screen.findByText('Ended. Send it again for a new link.')).toBeVisible();
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeVisible();
  });
});

import { describe, expect, test } from '@jest/globals';
import { screen, within } from '@testing-library/react';
import type { Email } from '../../../../contracts/emails.ts';
import { brokenRules, openConsole } from '../../testing/console.tsx';
import { workspace } from '../../testing/samples.ts';

const email: Email = {
  id: '00000000-0000-4000-8000-000000000001',
  to: 'zoe@example.test',
  template: 'invitation',
  subject: 'Camille invites you',
  state: 'waiting',
  error: 'no-smtp',
  tries: 0,
  link: 'http://localhost/invitation#token=t',
  createdAt: '2026-11-23T08:00:00Z',
  sentAt: null,
};
const show = (...data: Email[]) => openConsole('/settings/emails', { ...workspace, 'GET emails': { data } });

describe('the outbox (C8, D10)', () => {
  test('without a mail server says what to set, and gives the link of an invitation', async () => {
    const own = { ...email, id: '00000000-0000-4000-8000-000000000002', template: 'password-reset', subject: 'New password', link: null }; // prettier-ignore
    const open = await show(email, own);
    const list = await screen.findByRole('list', { name: 'Sent e-mails' });
    expect(screen.getByText(/set SMTP_URL and SMTP_FROM/)).toBeVisible();
    await open.user.click(within(list).getByRole('button', { name: 'Copy link: zoe@example.test' }));
    expect(await navigator.clipboard.readText()).toBe(email.link);
    expect(within(list).getAllByRole('button')).toHaveLength(1);
    expect(list).toHaveTextContent('Only its reader has the link.');
    expect(await brokenRules(open.container)).toEqual([]);
  });

  test('tells what was sent, what waits for its next try, and what was refused for good', async () => {
    const at = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
    await show(
      { ...email, id: at(1), state: 'sent', error: null, link: null, sentAt: '2026-11-23T08:01:00Z' },
      { ...email, id: at(2), error: 'econnection', tries: 1 },
      { ...email, id: at(3), state: 'failed', error: 'smtp-550', link: null },
    );
    const rows = within(await screen.findByRole('list', { name: 'Sent e-mails' })).getAllByRole('listitem');
    expect(rows[0]).toHaveTextContent('Camille invites youSent');
    expect(rows[1]).toHaveTextContent('The mail server cannot be reached. It is tried again.');
    expect(rows[2]).toHaveTextContent('Not delivered');
    expect(rows[2]).toHaveTextContent('The mail server refused it (smtp-550).');
    expect(screen.queryByText(/set SMTP_URL/)).toBeNull();
  });

  test('that is empty says what will stand there', async () => {
    await show();
    expect(await screen.findByText('No e-mail yet')).toBeVisible();
  });
});

import { describe, expect, test } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { brokenRules, openConsole, Refusal } from '../../testing/console.tsx';
import { workspace } from '../../testing/samples.ts';

const at = { createdAt: '2026-11-23T08:00:00Z', lastSeenAt: '2026-11-23T08:30:00Z', expiresAt: '2026-11-23T20:00:00Z' }; // prettier-ignore
const sessions = {
  data: [
    { ...at, id: '00000000-0000-4000-8000-000000000001', current: true, method: 'password', ip: '192.0.2.1', userAgent: 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36' }, // prettier-ignore
    { ...at, id: '00000000-0000-4000-8000-000000000002', current: false, method: 'link', ip: '192.0.2.2', userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1' }, // prettier-ignore
  ],
};
const answers = {
  ...workspace,
  'GET sessions': sessions,
  'DELETE sessions': null,
  'POST auth/sign-out-everywhere': null,
  'GET second-factor': { enabled: false, recoveryCodesLeft: 0 },
};

describe('where one is signed in (C8, D10)', () => {
  test('is listed with what it is; another place can be ended, all of them after a question', async () => {
    const open = await openConsole('/settings/security', answers);
    const list = await screen.findByRole('list', { name: 'Where you are signed in' });
    await within(list).findByText('This browser');
    expect(list).toHaveTextContent('Chrome on WindowsThis browser');
    await open.user.click(within(list).getByRole('button', { name: 'Sign out: Safari on iPhone' }));
    await waitFor(() => expect(open.sent[0]).toMatchObject({ method: 'DELETE', path: `sessions/${sessions.data[1]!.id}` })); // prettier-ignore
    expect(await brokenRules(open.container)).toEqual([]);
    await open.user.click(screen.getByRole('button', { name: 'Sign out everywhere' }));
    const dialog = await screen.findByRole('dialog', { name: 'Sign out everywhere?' });
    expect(dialog).toHaveTextContent('2 places are signed out at once');
    await open.user.click(within(dialog).getByRole('button', { name: 'Sign out everywhere' }));
    await waitFor(() => expect(open.address()).toBe('/sign-in'));
  });
});

describe('the authenticator app (C8, D10)', () => {
  test('asks who one is, shows its picture, and gives the recovery codes once', async () => {
    let proved = false;
    const open = await openConsole('/settings/security', {
      ...answers,
      'POST auth/confirm': () => {
        proved = true;
        return null;
      },
      'POST second-factor': () =>
        proved
          ? { secret: 'SECRETSECRET', uri: 'otpauth://totp/x', picture: '<svg xmlns="x"/>' }
          : new Refusal(403, 'confirmation-required'),
      'PUT second-factor': { recoveryCodes: ['aaaa-1111', 'bbbb-2222'] },
    });
    await open.user.click(await screen.findByRole('button', { name: 'Set up an app' }));
    const dialog = await screen.findByRole('dialog', { name: 'Is it you?' });
    await open.user.type(within(dialog).getByLabelText('Password'), 'secret');
    await open.user.click(within(dialog).getByRole('button', { name: 'Confirm' }));
    expect(await screen.findByRole('img', { name: 'Picture for the authenticator app' })).toBeVisible();
    expect(open.sent.map(({ path }) => path)).toEqual(['second-factor', 'auth/confirm', 'second-factor']);
    await open.user.type(screen.getByLabelText('Code of the app'), '123456');
    await open.user.click(screen.getByRole('button', { name: 'Turn on' }));
    const codes = await screen.findByRole('list', { name: 'Recovery codes' });
    expect(codes).toHaveTextContent('aaaa-1111bbbb-2222');
    await open.user.click(screen.getByRole('button', { name: 'I have kept them' }));
    expect(screen.queryByText('aaaa-1111')).toBeNull();
  });
});

describe('the proof of who one is (C8, D10)', () => {
  test('is a code of the app where there is one, never the password', async () => {
    let codes: Refusal | { recoveryCodes: string[] } = new Refusal(403, 'confirmation-required');
    const open = await openConsole('/settings/security', {
      ...answers,
      'GET second-factor': { enabled: true, recoveryCodesLeft: 9 },
      'POST second-factor/recovery-codes': () => codes,
      'POST auth/confirm': () => {
        codes = { recoveryCodes: ['aaaa-1111'] };
        return null;
      },
    });
    await open.user.click(await screen.findByRole('button', { name: 'New recovery codes' }));
    const dialog = await screen.findByRole('dialog', { name: 'Is it you?' });
    const code = await within(dialog).findByLabelText('Code of the app');
    expect(within(dialog).queryByLabelText('Password')).toBeNull();
    await open.user.type(code, '123456{Enter}');
    expect(await screen.findByText('aaaa-1111')).toBeVisible();
    expect(open.sent[1]).toMatchObject({ path: 'auth/confirm', body: { code: '123456' } });
  });

  test('is asked for as a code when the server says so', async () => {
    const open = await openConsole('/settings/security', {
      ...answers,
      'GET second-factor': new Refusal(400, 'invalid-request'),
      'POST auth/confirm': new Refusal(401, 'code-required'),
      'PUT password': new Refusal(403, 'confirmation-required'),
    });
    await open.user.type(await screen.findByLabelText('Present password'), 'old');
    await open.user.type(screen.getByLabelText('New password'), 'new words that are long{Enter}');
    const dialog = await screen.findByRole('dialog', { name: 'Is it you?' });
    await open.user.type(await within(dialog).findByLabelText('Password'), 'secret{Enter}');
    expect(await within(dialog).findByLabelText('Code of the app')).toHaveValue('');
  });
});

describe('the password (C8, D10)', () => {
  test('changes with the present one; a wrong or a weak one is told in words', async () => {
    let refusal: Refusal | null = new Refusal(401, 'wrong-credentials');
    const open = await openConsole('/settings/security', { ...answers, 'PUT password': () => refusal });
    await open.user.type(await screen.findByLabelText('Present password'), 'old');
    const next = screen.getByLabelText('New password');
    await open.user.type(next, 'new words that are long');
    const change = screen.getByRole('button', { name: 'Change password' });
    await open.user.click(change);
    expect(await screen.findByRole('alert')).toHaveTextContent('That is not right.');
    refusal = null;
    await open.user.click(change);
    await waitFor(() => expect(next).toHaveValue(''));
    expect(open.sent[1]?.body).toEqual({ current: 'old', next: 'new words that are long' });
  });
});

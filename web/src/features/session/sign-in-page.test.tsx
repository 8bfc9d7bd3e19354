import { expect, test } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { brokenRules, openConsole, Refusal, type Asked } from '../../testing/console.tsx';
import { session, workspace } from '../../testing/samples.ts';

/** A link signs in once (D6); opening it again is no dead end for who is signed in. */
const used = { 'POST auth/sign-in-link': new Refusal(401, 'invalid-link') };
const nobody = { 'GET session': new Refusal(401, 'not-signed-in') };

test('a used link leads a person who is signed in on to where they wanted to go', async () => {
  const open = await openConsole('/sign-in?token=used&next=%2Fagents', { ...workspace, ...used });
  await waitFor(() => expect(open.address()).toBe('/agents'));
});

test('a used link without a session says so, and how to get another one on one’s own machine', async () => {
  await openConsole('/sign-in?token=used', { ...used, ...nobody });
  expect(await screen.findByRole('alert')).toHaveTextContent(/used already/);
  expect(screen.getByText('npm run aegis -- sign-in-link')).toBeVisible();
});

/** Asks for the code 123456, whatever proves the rest. */
const withCode = ({ body }: Asked) => {
  const { code } = body as { code?: string };
  if (code === undefined) return new Refusal(401, 'code-required');
  return code === '123456' ? null : new Refusal(401, 'wrong-credentials');
};

test('who has an authenticator app is asked for its code after the password, and may type it again (D10)', async () => {
  const { user, sent, address, container } = await openConsole('/sign-in?next=%2Fagents', {
    ...workspace,
    'POST auth/sign-in': withCode,
  });
  await user.type(await screen.findByLabelText('Email'), 'ada@example.test');
  await user.type(screen.getByLabelText('Password'), 'a long enough password');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  const field = await screen.findByLabelText('Code');
  expect(screen.queryByLabelText('Password')).toBeNull();
  expect(await brokenRules(container)).toEqual([]);
  await user.type(field, '000000{Enter}');
  expect(await screen.findByRole('alert')).toHaveTextContent(/not right/);
  await user.clear(field);
  await user.type(field, '123456{Enter}');
  await waitFor(() => expect(address()).toBe('/agents'));
  expect(sent.at(-1)!.body).toEqual({
    email: 'ada@example.test',
    password: 'a long enough password',
    code: '123456',
  });
});

test('a link asks for the code too', async () => {
  const { user, sent, address } = await openConsole('/sign-in?token=the-token', {
    ...workspace,
    'POST auth/sign-in-link': withCode,
  });
  await user.type(await screen.findByLabelText('Code'), '123456{Enter}');
  await waitFor(() => expect(address()).toBe('/'));
  expect(sent.at(-1)!.body).toEqual({ token: 'the-token', code: '123456' });
});

test('a wrong password says so, and where to get a new one', async () => {
  const wrong = { 'POST auth/sign-in': new Refusal(401, 'wrong-credentials') };
  const { user, address } = await openConsole('/sign-in', {
    ...nobody,
    ...wrong,
    'POST auth/password-reset': null,
  });
  await user.type(await screen.findByLabelText('Email'), 'ada@example.test');
  await user.type(screen.getByLabelText('Password'), 'wrong');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('Email or password is wrong.');
  await user.click(screen.getByRole('link', { name: 'Forgot your password?' }));
  expect(address()).toBe('/forgot-password');
  const send = await screen.findByRole('button', { name: 'Send the link' });
  await user.type(screen.getByLabelText('Email'), 'ada@example.test');
  await user.click(send);
  expect(await screen.findByText('Look into your mailbox')).toBeVisible();
});

test('the link of a mail sets a new password; one that is easy to guess says why', async () => {
  let tries = 0;
  const { user, sent, container } = await openConsole('/reset-password#token=from-the-mail', {
    ...nobody,
    'PUT auth/password-reset': () =>
      ++tries === 1 ? new Refusal(422, 'weak-password', { reason: 'too-common' }) : null,
  });
  const field = await screen.findByLabelText('New password');
  expect(await brokenRules(container)).toEqual([]);
  await user.type(field, 'password1234{Enter}');
  expect(await screen.findByRole('alert')).toHaveTextContent(/guessers try first/);
  await user.clear(field);
  await user.type(field, 'wooden herons over the canal{Enter}');
  expect(await screen.findByText('Your new password is set')).toBeVisible();
  expect(sent.at(-1)!.body).toEqual({ token: 'from-the-mail', password: 'wooden herons over the canal' });
});

const invitation = {
  ...{ workspace: 'Maison Solène', invitedBy: 'Claire', email: 'zoe@example.test', role: 'operator' },
  ...{ hasAccount: false, expiresAt: '2030-01-01T00:00:00Z' },
};

test('an invitation makes an account and leads into the workspace (C8)', async () => {
  const { user, sent, address, container } = await openConsole('/invitation#token=invited', {
    ...workspace,
    'POST auth/invitation': invitation,
    'POST auth/invitation/accept': null,
  });
  expect(await screen.findByText('Claire invites you as operator.')).toBeVisible();
  expect(await brokenRules(container)).toEqual([]);
  await user.type(screen.getByLabelText('Name'), 'Zoé');
  await user.type(screen.getByLabelText('Password'), 'wooden herons over the canal');
  await user.click(screen.getByRole('button', { name: 'Join' }));
  await waitFor(() => expect(address()).toBe('/'));
  expect(sent.find(({ path }) => path === 'auth/invitation/accept')!.body).toEqual({
    token: 'invited',
    name: 'Zoé',
    password: 'wooden herons over the canal',
  });
});

test('an invitation to somebody with an account asks them to sign in, and they come back to it', async () => {
  const answers = {
    ...workspace,
    ...nobody,
    'POST auth/invitation': { ...invitation, hasAccount: true },
    'POST auth/sign-in': null,
  };
  const { user, address } = await openConsole('/invitation#token=invited', answers);
  await user.click(await screen.findByRole('link', { name: 'Sign in' }));
  expect(address()).toBe('/sign-in');
  await user.type(await screen.findByLabelText('Email'), 'zoe@example.test');
  await user.type(screen.getByLabelText('Password'), 'her password');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  await waitFor(() => expect(address()).toBe('/invitation'));
});

test('an invitation that holds no more says so', async () => {
  await openConsole('/invitation#token=old', {
    ...nobody,
    'POST auth/invitation': new Refusal(401, 'invalid-link'),
  });
  expect(await screen.findByText('This invitation holds no more')).toBeVisible();
});

test('the pages before the console are French too (C9)', async () => {
  await openConsole('/forgot-password', nobody, { language: 'fr' });
  expect(await screen.findByText('Nouveau mot de passe')).toBeVisible();
});

test('with one’s company: the address tells where, and what went wrong there is said (E2)', async () => {
  const { user, sent, container } = await openConsole('/sign-in?sso=other-domain', {
    ...nobody,
    'POST auth/sso': new Refusal(404, 'not-found'),
  });
  expect(await screen.findByRole('alert')).toHaveTextContent(
    /not of a domain that this workspace has proved/,
  );
  await user.click(screen.getByRole('button', { name: 'Sign in with your company' }));
  await user.type(screen.getByLabelText('Email'), 'zoe@company.example');
  expect(await brokenRules(container)).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Go on' }));
  expect(await screen.findByRole('alert')).toHaveTextContent(/Nobody has set up single sign-on/);
  expect(sent.at(-1)!.body).toEqual({ email: 'zoe@company.example' });
});

test('a workspace that requires it leads from the password to one’s company (E2)', async () => {
  const { user, sent } = await openConsole('/sign-in', {
    ...nobody,
    'POST auth/sign-in': new Refusal(403, 'forbidden', { reason: 'sso-required' }),
    'POST auth/sso': new Refusal(502, 'platform-failed'),
  });
  await user.type(await screen.findByLabelText('Email'), 'ada@example.test');
  await user.type(screen.getByLabelText('Password'), 'a long enough password');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByText(/Your workspace asks you to sign in with your company/)).toBeVisible();
  expect(screen.getByLabelText('Email')).toHaveValue('ada@example.test');
  await user.click(screen.getByRole('button', { name: 'Go on' }));
  await waitFor(() =>
    expect(sent.at(-1)).toMatchObject({ path: 'auth/sso', body: { email: 'ada@example.test' } }),
  );
});

test('who is not signed in is led here by one question, and back to where they wanted to go', async () => {
  let signedIn = false;
  const { user, asked, address } = await openConsole('/agents', {
    ...workspace,
    'GET session': () => (signedIn ? session : new Refusal(401, 'not-signed-in')),
    'POST auth/sign-in': () => ((signedIn = true), null),
  });
  await user.type(await screen.findByLabelText('Email'), 'ada@example.test');
  expect(address()).toBe('/sign-in?next=%2Fagents');
  expect(asked).toEqual(['session']);
  await user.type(screen.getByLabelText('Password'), 'a long enough password{Enter}');
  await waitFor(() => expect(address()).toBe('/agents'));
});

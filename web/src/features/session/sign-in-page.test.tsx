import { expect, test } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { openConsole, Refusal } from '../../testing/console.tsx';
import { workspace } from '../../testing/samples.ts';

/** A link signs in once (D6); opening it again is no dead end for who is signed in. */
const used = { 'POST auth/sign-in-link': new Refusal(401, 'invalid-link') };

test('a used link leads a person who is signed in on to where they wanted to go', async () => {
  const open = await openConsole('/sign-in?token=used&next=%2Fagents', { ...workspace, ...used });
  await waitFor(() => expect(open.address()).toBe('/agents'));
});

test('a used link without a session says so, and how to get another one on one’s own machine', async () => {
  await openConsole('/sign-in?token=used', { ...used, 'GET session': new Refusal(401, 'not-signed-in') });
  expect(await screen.findByRole('alert')).toHaveTextContent(/used already/);
  expect(screen.getByText('npm run aegis -- sign-in-link')).toBeVisible();
});

import { describe, expect, test } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import type { IdentityProvider } from '../../../../contracts/sso.ts';
import { brokenRules, openConsole, Refusal, type Asked } from '../../testing/console.tsx';
import { session, workspace } from '../../testing/samples.ts';

const record = { name: '_aegis.example.test', value: 'aegis-domain=0123' };
const sso: IdentityProvider = {
  provider: null,
  domains: [],
  redirectUri: 'https://aegis.example/api/v1/auth/sso/callback',
  available: true,
  tried: false,
};
const provider = { issuer: 'https://login.example.test', clientId: 'aegis', defaultRole: 'analyst', enabled: true, required: false } as const; // prettier-ignore
const open = (state: IdentityProvider, more: object = {}) =>
  openConsole('/settings/sso', {
    ...workspace,
    'GET identity-provider': state,
    'GET second-factor': { enabled: false, recoveryCodesLeft: 0 },
    ...more,
  });

describe('access management: single sign-on (C8, E2)', () => {
  test('is locked below Enterprise, and says what opens it', async () => {
    const { container } = await open({ ...sso, available: false });
    expect(await screen.findByText('Single sign-on comes with the plan Enterprise')).toBeVisible();
    expect(screen.getByRole('link', { name: 'See the plans' })).toHaveAttribute('href', '/settings/plan');
    expect(screen.queryByLabelText('Issuer')).toBeNull();
    expect(await brokenRules(container)).toEqual([]);
  });

  test('is set up after a proof of who asks; its secret is sent once and shown never', async () => {
    let proved = false;
    const { user, sent, container } = await open(sso, {
      'POST auth/confirm': () => ((proved = true), null),
      'PUT identity-provider': ({ body }: Asked) => {
        const rest = { ...(body as object), clientSecret: undefined };
        return proved ? { ...sso, provider: rest } : new Refusal(403, 'confirmation-required');
      },
    });
    const save = await screen.findByRole('button', { name: 'Save' });
    expect(screen.getByText(sso.redirectUri)).toBeVisible();
    await user.click(save);
    expect(await screen.findAllByRole('alert')).toHaveLength(3);
    await user.type(screen.getByLabelText('Issuer'), provider.issuer);
    await user.type(screen.getByLabelText('Client ID'), 'aegis');
    await user.type(screen.getByLabelText('Client secret'), 'hush');
    await user.click(save);
    const question = await screen.findByRole('dialog', { name: 'Is it you?' });
    await user.type(within(question).getByLabelText('Password'), 'secret');
    await user.click(within(question).getByRole('button', { name: 'Confirm' }));
    expect(await screen.findByText(/It begins with the first domain/)).toBeVisible();
    expect(sent.at(-1)!.body).toEqual({ ...provider, clientSecret: 'hush' });
    const secret = screen.getByLabelText('Client secret');
    expect([secret.getAttribute('value') ?? '', secret.getAttribute('placeholder')]).toEqual(['', 'Stored']);
    await user.selectOptions(screen.getByLabelText(/^Role of people/), 'Operator');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent.at(-1)!.body).toEqual({ ...provider, defaultRole: 'operator' }));
    expect(await brokenRules(container)).toEqual([]);
  });

  test('is required of everybody only once somebody has signed in with it', async () => {
    await open({ ...sso, provider });
    expect(await screen.findByRole('checkbox', { name: /^Required of everybody/ })).toBeDisabled();
    expect(screen.getByText(/Sign in with it once first/)).toBeVisible();
    const { user, sent } = await open({ ...sso, provider, tried: true }, { 'PUT identity-provider': sso });
    await user.click(await screen.findByRole('checkbox', { name: /^Required of everybody/ }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent[0]!.body).toEqual({ ...provider, required: true }));
  });

  test('counts for a domain whose record proves it: shown to copy, checked, and told when it is not there', async () => {
    let there = false;
    const waits = { domain: 'example.test', record, verifiedAt: null };
    const { user, sent, container } = await open(
      { ...sso, provider, domains: [waits] },
      {
        'POST identity-provider/domains/example.test/check': () =>
          there
            ? { ...sso, provider, domains: [{ ...waits, verifiedAt: '2026-11-23T08:00:00Z' }] }
            : new Refusal(422, 'unprocessable', { reason: 'sso-record' }),
        'POST identity-provider/domains': { ...sso, provider, domains: [waits] },
      },
    );
    const list = await screen.findByRole('list', { name: 'Domains' });
    await user.click(within(list).getByRole('button', { name: 'Copy the value' }));
    expect(await navigator.clipboard.readText()).toBe(record.value);
    const check = within(list).getByRole('button', { name: 'Check the record: example.test' });
    await user.click(check);
    expect(await within(list).findByRole('alert')).toHaveTextContent('does not hold the record yet');
    expect(await brokenRules(container)).toEqual([]);
    there = true;
    await user.click(check);
    expect(await within(list).findByText('Proved 23 Nov')).toBeVisible();
    await user.type(screen.getByLabelText('Domain'), 'nothing');
    await user.click(screen.getByRole('button', { name: 'Add the domain' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Type a domain');
    await user.type(screen.getByLabelText('Domain'), '.test');
    await user.click(screen.getByRole('button', { name: 'Add the domain' }));
    await waitFor(() => expect(sent.at(-1)!.body).toEqual({ domain: 'nothing.test' }));
  });

  test('is not there for whom the role does not allow it', async () => {
    await openConsole('/settings/profile', {
      ...workspace,
      'GET session': { ...session, role: 'operator', rights: ['read', 'run', 'change'] },
    });
    await screen.findByRole('link', { name: 'Security' });
    expect(screen.queryByRole('link', { name: 'Single sign-on' })).toBeNull();
  });
});

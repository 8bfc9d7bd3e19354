import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { brokenRules, openConsole, Refusal, type Asked } from '../../testing/console.tsx';
import { session, workspace } from '../../testing/samples.ts';

// Six hundred options take jsdom seconds.
beforeAll(() => {
  jest
    .spyOn(Intl, 'supportedValuesOf')
    .mockImplementation((kind) => (kind === 'currency' ? ['EUR', 'JPY'] : ['Europe/Paris', 'Asia/Tokyo']));
});

const own = { name: 'Maison Solène', timeZone: 'Europe/Paris', currency: 'EUR', twoPersonAboveMicros: '500000000', version: 4 }; // prettier-ignore
const answers = {
  ...workspace,
  'GET workspace': own,
  'PUT workspace': ({ body }: Asked) => ({ ...(body as object), version: 5 }),
  'PUT profile': ({ body }: Asked) => ({ ...(body as object), email: 'camille@example.test' }),
};

describe('the settings (C8)', () => {
  test('open from the gear beside the name, at the profile; each section has its own address', async () => {
    const open = await openConsole('/agents', answers);
    await open.user.click(await screen.findByRole('button', { name: 'Account and settings' }));
    await open.user.click(await screen.findByRole('menuitem', { name: 'Settings' }));
    expect(await screen.findByRole('heading', { name: 'Profile' })).toBeVisible();
    expect(open.address()).toBe('/settings/profile');
    const list = screen.getByRole('navigation', { name: 'Settings' });
    await open.user.click(within(list).getByRole('link', { name: 'Workspace' }));
    expect(open.address()).toBe('/settings/workspace');
    await screen.findByLabelText('Time zone');
    expect(await brokenRules(open.container)).toEqual([]);
  });

  test('on a phone are a list first, and lead back to it', async () => {
    const open = await openConsole('/settings', answers, { width: 390 });
    await open.user.click(await screen.findByRole('link', { name: 'Profile' }));
    expect(await screen.findByLabelText('Title')).toBeVisible();
    await open.user.click(screen.getByRole('link', { name: 'All settings' }));
    expect(open.address()).toBe('/settings');
  });
});

describe('the profile (C8)', () => {
  test('is saved with its language, which the console takes over at once', async () => {
    const open = await openConsole('/settings/profile', answers);
    const name = await screen.findByLabelText('Name');
    await open.user.clear(name);
    await open.user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('This cannot be empty.');
    expect(open.sent).toEqual([]);
    await open.user.type(name, 'Camille');
    await open.user.selectOptions(screen.getByLabelText('Language'), 'Français');
    await open.user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(open.sent[0]?.body).toEqual({ name: 'Camille', title: null, locale: 'fr' }));
    expect(await screen.findByRole('heading', { name: 'Profil' })).toBeVisible();
  });

  test('says English in a French console: saved as it stands, the console is English', async () => {
    const open = await openConsole('/settings/profile', answers, { language: 'fr' });
    await open.user.click(await screen.findByRole('button', { name: 'Enregistrer' }));
    expect(await screen.findByRole('heading', { name: 'Profile' })).toBeVisible();
  });
});

describe('the workspace (C8)', () => {
  test('is saved in micros at the version that was seen', async () => {
    const open = await openConsole('/settings/workspace', answers);
    const amount = await screen.findByLabelText('Two people above');
    expect(amount).toHaveValue('500.00');
    await open.user.clear(amount);
    await open.user.type(amount, '1.5');
    await open.user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(open.sent[0]).toMatchObject({ body: { twoPersonAboveMicros: '1500000' }, ifMatch: '"4"' }),
    );
  });

  test('asks who one is for another threshold, and tells who may raise it', async () => {
    let proved = false;
    const open = await openConsole('/settings/workspace', {
      ...answers,
      'GET session': { ...session, role: 'admin' },
      'GET second-factor': { enabled: false, recoveryCodesLeft: 0 },
      'PUT workspace': () => (proved ? own : new Refusal(403, 'confirmation-required')),
      'POST auth/confirm': () => {
        proved = true;
        return null;
      },
    });
    const amount = await screen.findByLabelText('Two people above');
    expect(amount).toHaveAccessibleDescription(/Only an owner raises or removes it\.$/);
    await open.user.clear(amount);
    await open.user.type(amount, '4{Enter}');
    const dialog = await screen.findByRole('dialog', { name: 'Is it you?' });
    await open.user.type(within(dialog).getByLabelText('Password'), 'secret{Enter}');
    await waitFor(() =>
      expect(open.sent.map(({ path }) => path)).toEqual(['workspace', 'auth/confirm', 'workspace']),
    );
  });

  test('that somebody else has changed says so and keeps what was typed', async () => {
    const open = await openConsole('/settings/workspace', {
      ...answers,
      'PUT workspace': new Refusal(412, 'version-stale'),
    });
    const name = await screen.findByLabelText('Name');
    await open.user.type(name, ' Paris');
    await open.user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('It has changed since you opened it.');
    expect(name).toHaveValue('Maison Solène Paris');
  });

  test('is only looked at without the right to manage, and says who can change it', async () => {
    await openConsole('/settings/workspace', {
      ...answers,
      'GET session': { ...session, role: 'analyst', rights: ['read', 'run'] },
    });
    expect(await screen.findByText(/An owner or admin can change them/)).toBeVisible();
    expect(screen.getByLabelText('Name')).toBeDisabled();
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
  });
});

import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { brokenRules, openConsole, Refusal, type Asked } from '../../testing/console.tsx';
import { workspace } from '../../testing/samples.ts';

// Hundreds of options take jsdom seconds.
beforeAll(() => {
  jest.spyOn(Intl, 'supportedValuesOf').mockImplementation(() => ['Europe/Paris', 'Asia/Tokyo']);
});

const preferences = {
  choices: [
    { kind: 'change-waits', group: 'changes', urgent: false, console: true, email: true },
    { kind: 'sync-failing', group: 'work', urgent: false, console: true, email: false },
    { kind: 'new-sign-in', group: 'account', urgent: true, console: true, email: true },
  ],
  quietHours: null,
};
const answers = {
  ...workspace,
  'GET notification-preferences': preferences,
  'PUT notification-preferences': ({ body }: Asked) => ({
    ...preferences,
    quietHours: (body as { quietHours: unknown }).quietHours,
  }),
};
const at = '/settings/notifications';

describe('what one is told (C8)', () => {
  test('is chosen by kind and way; what may not have been oneself is always told', async () => {
    const open = await openConsole(at, answers);
    const table = await screen.findByRole('table');
    const box = (name: string) => within(table).getByRole('checkbox', { name });
    expect(box('you sign in with a new browser: By e-mail')).toBeChecked();
    expect(box('you sign in with a new browser: By e-mail')).toBeDisabled();
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
    await open.user.click(box('a change waits for approval that you may decide on: By e-mail'));
    await open.user.click(box('syncs of a connection begin to fail: In the console'));
    await open.user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(open.sent[0]?.body).toEqual({
        choices: [
          { kind: 'change-waits', console: true, email: false },
          { kind: 'sync-failing', console: false, email: false },
        ],
        quietHours: null,
      }),
    );
    expect(await screen.findByText('Saved')).toBeVisible();
    expect(await brokenRules(open.container)).toEqual([]);
  });

  test('waits during quiet hours, in one’s own time zone', async () => {
    const open = await openConsole(at, answers);
    await open.user.click(await screen.findByRole('switch', { name: 'Quiet hours' }));
    await open.user.selectOptions(screen.getByLabelText('In the time zone'), 'Asia/Tokyo');
    await open.user.click(screen.getByRole('button', { name: 'Save' }));
    const hours = { from: '20:00', until: '08:00', timeZone: 'Asia/Tokyo' };
    await waitFor(() => expect(open.sent[0]?.body).toMatchObject({ quietHours: hours }));
  });

  test('that cannot be saved says why and keeps what was chosen, in French too', async () => {
    const open = await openConsole(at, { ...answers, 'PUT notification-preferences': new Refusal(503, 'unavailable') }, { language: 'fr' }); // prettier-ignore
    await open.user.click(await screen.findByRole('switch', { name: 'Heures calmes' }));
    await open.user.click(screen.getByRole('button', { name: 'Enregistrer' }));
    expect(await screen.findByRole('alert')).toBeVisible();
    expect(screen.getByRole('switch', { name: 'Heures calmes' })).toBeChecked();
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { consent } from '../sandbox/client.ts';
import type { Person } from './api.ts';
import { startSyncedApi, type SyncedApi } from './synced.ts';

let api: SyncedApi;
let person: Person;
beforeAll(async () => {
  api = await startSyncedApi();
  person = await api.newPerson();
});
afterAll(() => api.close());

const connections = async (who: Person) =>
  (await who.call('GET', '/api/v1/connections')).body.data as Record<string, unknown>[];

describe('connecting Meta by OAuth (B1, C6, D1)', () => {
  test('with Allow ends in the console with a connection whose first sync is asked for', async () => {
    const back = await api.askPlatform(person);
    const { answer, page } = await api.comeBack(person, back);
    expect(answer.status).toBe(302);
    expect(page.pathname).toBe('/connect');
    const path = `/api/v1/connections/${page.searchParams.get('connection')}`;
    const { body } = await person.call('GET', path);
    expect(body).toMatchObject({
      platform: 'meta',
      environment: 'sandbox',
      state: 'connected',
      connectedBy: 'Owner',
      lastSync: { trigger: 'first', state: 'pending' },
    });
    expect(body.scopes).toContain('ads_read');
    // Credentials are never shown (C5).
    expect(JSON.stringify(body)).not.toMatch(/token|secret/i);
  });

  test('with Deny changes nothing and says so', async () => {
    const before = await connections(person);
    const { page } = await api.comeBack(person, await api.askPlatform(person, 'deny'));
    expect(page.search).toBe('?error=denied');
    expect(await connections(person)).toEqual(before);
  });

  test('without a right that is needed connects nothing and says so (C3)', async () => {
    const other = await api.newPerson();
    const body = { environment: 'sandbox', scopes: [] };
    const answer = await other.call('POST', '/api/v1/auth/oauth/meta', body);
    const asked = Object.fromEntries(new URL(answer.body.authorizeUrl as string).searchParams);
    const back = await consent(api.workspace.sandbox.url, { ...asked, scope: 'business_management' });
    expect((await api.comeBack(other, back)).page.search).toBe('?error=permission');
    expect(await connections(other)).toEqual([]);
  });

  test('again renews the same connection', async () => {
    const before = await connections(person);
    await api.comeBack(person, await api.askPlatform(person));
    expect((await connections(person)).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  });

  test('again with fewer rights ticked still asks for those that the connection has', async () => {
    const start = async (who: Person, scopes: string[]) => {
      const body = { environment: 'sandbox', scopes };
      const answer = await who.call('POST', '/api/v1/auth/oauth/meta', body);
      return new URL(answer.body.authorizeUrl as string);
    };
    const asked = (dialog: URL) => dialog.searchParams.get('scope')!.split(',');
    const other = await api.newPerson();
    const first = await start(other, ['ads_management']);
    await api.comeBack(
      other,
      await consent(api.workspace.sandbox.url, Object.fromEntries(first.searchParams), 'allow'),
    );
    expect(asked(await start(other, ['ads_read']))).toEqual(['ads_read', 'ads_management']);
    expect(asked(await start(await api.newPerson(), ['ads_read']))).toEqual(['ads_read']);
  });

  test('refuses a forged, a used, and another session’s state (D10)', async () => {
    const other = await api.newPerson();
    const used = await api.askPlatform(other);
    await api.comeBack(other, used);
    const theirs = await api.askPlatform(other);
    const forged = new URL(theirs);
    forged.searchParams.set('state', 'forged');
    const stateless = new URL(theirs);
    stateless.searchParams.delete('state');
    const otherSession = await api.signIn(other);
    const elsewhere = new URL(theirs.href.replace('/meta/', '/tiktok/'));
    for (const [who, back] of [
      [other, forged],
      [other, stateless],
      [other, used],
      [other, elsewhere],
      [person, theirs],
      [otherSession, theirs],
    ] as const) {
      expect((await api.comeBack(who, back)).page.search).toBe('?error=invalid-state');
    }
    expect(await connections(other)).toHaveLength(1);
  });

  test('needs a session, and a role that manages connections', async () => {
    const back = await api.askPlatform(person);
    expect((await api.comeBack(api, back)).page.search).toBe('?error=not-signed-in');
    const analyst = await api.newColleague(person, 'analyst');
    const { status } = await analyst.call('POST', '/api/v1/auth/oauth/meta', { environment: 'sandbox' });
    expect(status).toBe(403);
    expect((await api.comeBack(analyst, back)).page.search).toBe('?error=not-signed-in');
  });

  test('says what is not there yet', async () => {
    const ask = (platform: string, environment: string) =>
      person.call('POST', `/api/v1/auth/oauth/${platform}`, { environment });
    expect((await ask('google', 'sandbox')).body).toMatchObject({ status: 501, code: 'not-available-yet' });
    expect((await ask('meta', 'live')).body).toMatchObject({ status: 422, code: 'unprocessable' });
  });
});

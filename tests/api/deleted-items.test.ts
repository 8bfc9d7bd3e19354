import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Person } from './api.ts';
import { startSyncedApi, type SyncedApi } from './synced.ts';

let api: SyncedApi;
let person: Person;
beforeAll(async () => {
  api = await startSyncedApi();
  person = await api.newPerson();
});
afterAll(() => api.close());

test('a deleted connection is restored with its campaigns, and connecting the same person again renews it', async () => {
  const { id } = await api.connect(person);
  const campaigns = () =>
    person.call('GET', '/api/v1/campaigns').then(({ body }) => (body.data as unknown[]).length);
  const before = await campaigns();
  expect(before).toBeGreaterThan(0);
  expect((await person.call('DELETE', `/api/v1/connections/${id}`)).status).toBe(204);
  expect(await campaigns()).toBe(0);
  expect((await person.call('GET', '/api/v1/deleted-items')).body).toMatchObject({
    data: [{ id, kind: 'connection' }],
  });
  expect((await person.call('POST', `/api/v1/deleted-items/${id}/restore`)).status).toBe(204);
  expect(await campaigns()).toBe(before);
  expect((await person.call('GET', `/api/v1/connections/${id}`)).body).toMatchObject({ state: 'reconnect' });
  expect((await api.connect(person)).id).toBe(id);
  expect((await person.call('GET', `/api/v1/connections/${id}`)).body).toMatchObject({ state: 'connected' });
  expect((await person.call('POST', `/api/v1/deleted-items/${id}/restore`)).status).toBe(404);
});

test('nothing is restored over what stands in its place', async () => {
  const [{ id }] = [await api.connect(person)];
  await person.call('DELETE', `/api/v1/connections/${id}`);
  const again = await api.connect(person);
  expect(again.id).not.toBe(id);
  const { status, body } = await person.call('POST', `/api/v1/deleted-items/${id}/restore`);
  expect([status, body.code]).toEqual([409, 'conflict']);
});

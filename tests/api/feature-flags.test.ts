import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApi, type Person, type TestApi } from './api.ts';

/** The switches and the retention of a workspace, over the API. */
let api: TestApi;
let person: Person;
let other: Person;
beforeAll(async () => {
  api = await startTestApi();
  [person, other] = [await api.newPerson(), await api.newPerson()];
});
afterAll(() => api.close());

test('a switch stands at its default until somebody turns it, in one workspace only', async () => {
  const standing = {
    data: [
      { key: 'model-text', enabled: true, changedAt: null },
      { key: 'act-alone', enabled: true, changedAt: null },
    ],
  };
  expect((await person.call('GET', '/api/v1/feature-flags')).body).toEqual(standing);
  const turned = await person.call('PUT', '/api/v1/feature-flags/act-alone', { enabled: false });
  expect(turned.body).toMatchObject({ key: 'act-alone', enabled: false });
  expect((await person.call('GET', '/api/v1/feature-flags')).body).toEqual({
    data: [standing.data[0], turned.body],
  });
  expect((await other.call('GET', '/api/v1/feature-flags')).body).toEqual(standing);
  expect((await person.call('PUT', '/api/v1/feature-flags/unknown', { enabled: true })).status).toBe(400);
});

test('a workspace says how long deleted items can be restored', async () => {
  expect((await person.call('GET', '/api/v1/retention')).body).toEqual({ days: 30 });
  expect((await person.call('PUT', '/api/v1/retention', { days: 7 })).body).toEqual({ days: 7 });
  expect((await person.call('GET', '/api/v1/retention')).body).toEqual({ days: 7 });
  expect((await other.call('GET', '/api/v1/retention')).body).toEqual({ days: 30 });
  for (const days of [0, 366, 1.5, '7']) {
    expect((await person.call('PUT', '/api/v1/retention', { days })).status).toBe(400);
  }
});

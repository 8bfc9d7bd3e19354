import { afterAll, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { openDatabase } from '../db/database.ts';
import { writeChange } from './write-change.ts';

/** design.md §5, Retries: what an attempt says of a change when PostgreSQL is away. */
const db = openDatabase('postgres://nobody@127.0.0.1:1/none');
afterAll(() => db.close());

const never = () => Promise.reject(new Error('The platform is not asked before the row was read.'));
const campaigns = { read: never, change: never };
const key = { tenantId: crypto.randomUUID(), proposalId: crypto.randomUUID() };
const failureOf = (attempt: number, claimedBefore: boolean) =>
  new MockActivityEnvironment({ attempt }, { logger: new DefaultLogger('ERROR') }).run(() =>
    writeChange({ db, campaigns }, { ...key, claimedBefore }),
  );
const away = { code: 'unavailable', message: 'The database did not answer in time.' };

test('the first attempt has not asked the platform for anything', async () => {
  await expect(failureOf(1, false)).rejects.toMatchObject({
    details: [{ ...away, touched: 'Nothing was changed.' }],
  });
});

test.each([
  ['an attempt before it', 2, false],
  ['a run before it', 1, true],
])('after %s may have written, nobody says that nothing was changed', async (_, attempt, claimedBefore) => {
  await expect(failureOf(attempt, claimedBefore)).rejects.toMatchObject({
    details: [{ ...away, touched: expect.stringContaining('may or may not have been changed') }],
  });
});

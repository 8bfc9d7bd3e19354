import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../workflows/product.ts';
import { startTestApi, type Person, type TestApi } from './api.ts';

let api: TestApi;
let person: Person;
const folder = mkdtempSync(path.join(tmpdir(), 'aegis-log-'));
const file = path.join(folder, 'api.log');
beforeAll(async () => {
  api = await startTestApi({ logLevel: 'info', logFile: file });
  person = await api.newPerson();
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

const lines = () =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the log of the API (H3)', () => {
  test('follows a request by its id, with workspace, person and task', async () => {
    const answer = await person.call('POST', '/api/v1/tasks', {
      agent: 'budget-analyzer',
      capability: 'spend-analysis',
      input: { platform: 'meta', accountId: '1' },
    });
    const lineOf = ({ reqId }: Record<string, unknown>) => reqId === answer.headers.get('x-request-id');
    const own = await eventually(
      async () => lines().filter(lineOf),
      (found) => found.length >= 3, // the last is written after the answer is sent
    );
    expect(own.map(({ msg }) => msg)).toEqual(['incoming request', 'task asked for', 'request completed']);
    const who = { tenant: person.tenantId, user: person.userId };
    expect(own[1]).toMatchObject({ ...who, task: answer.body.id });
    expect(own[2]).toMatchObject({ ...who, res: { status: 202 } });
  });

  test('holds neither cookies nor codes, tokens or passwords', async () => {
    await person.call('GET', '/api/v1/auth/oauth/meta/callback?code=a-secret-code&state=a-secret-state');
    await api.call('POST', '/api/v1/auth/sign-in', { email: 'a@example.test', password: 'a-secret-word' });
    await api.call('POST', '/api/v1/auth/sign-in-link', { token: 'a-secret-token-of-twenty' });
    const text = JSON.stringify(lines());
    expect(text).toContain('/api/v1/auth/oauth/meta/callback');
    expect(text).not.toMatch(/a-secret/);
    expect(text).not.toContain(person.cookie.split('=')[1]);
  });

  test('tells what was refused for lack of a right, and by whom', async () => {
    const analyst = await api.newColleague(person, 'analyst');
    await analyst.call('DELETE', '/api/v1/sample-data');
    await person.call('POST', '/api/v1/auth/sign-out', undefined, { origin: 'https://evil.example' });
    const refused = lines().filter(({ msg }) => msg === 'refused');
    expect(refused).toEqual([
      expect.objectContaining({ code: 'forbidden', user: analyst.userId, tenant: person.tenantId }),
      expect.objectContaining({ code: 'foreign-origin' }),
    ]);
  });
});

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chromium } from 'playwright-core';
import { startTestApi, type TestApi } from './api.ts';

let api: TestApi;
let guarded: TestApi;
const token = 'a token of a test run';
beforeAll(async () => {
  api = await startTestApi();
  guarded = await startTestApi({ metricsToken: token });
});
afterAll(async () => {
  await api.close();
  await guarded.close();
});

const metrics = async (at: TestApi, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${at.url}/metrics`, { headers });
  return { status: answer.status, text: await answer.text() };
};

describe('/readyz (D6, H5)', () => {
  const readyz = async (at: TestApi) => {
    const { status, body } = await at.call('GET', '/readyz');
    return [status, body.checks];
  };

  test('names the part that is down; /livez goes on answering', async () => {
    expect(await readyz(api)).toEqual([200, { database: 'ok', temporal: 'ok' }]);
    const lonely = await startTestApi({
      temporal: { address: '127.0.0.1:9', namespace: 'aegis', uiUrl: null },
    });
    try {
      expect(await readyz(lonely)).toEqual([503, { database: 'ok', temporal: 'unavailable' }]);
      await lonely.cutDatabase(true);
      await until(async () => JSON.stringify(await readyz(lonely)).includes('"database":"unavailable"'));
      expect((await lonely.call('GET', '/livez')).status).toBe(200);
      const answer = await lonely.call('POST', '/api/v1/auth/sign-in', {
        email: 'a@example.test',
        password: 'x',
      });
      expect([answer.status, answer.body.code]).toEqual([503, 'unavailable']);
      await lonely.cutDatabase(false);
      await until(async () => JSON.stringify(await readyz(lonely)).includes('"database":"ok"'));
    } finally {
      await lonely.close();
    }
  });
});

describe('/metrics (D6, H3)', () => {
  test('tells the durations of requests by pattern, tasks by state and the process, and names no tenant', async () => {
    const person = await api.newPerson();
    const task = await person.call('POST', '/api/v1/tasks', {
      agent: 'budget-analyzer',
      capability: 'spend-analysis',
      input: { platform: 'meta', accountId: '1' },
    });
    await person.call('GET', `/api/v1/tasks/${String(task.body.id)}`);
    await until(async () => (await metrics(api)).text.includes('aegis_task_states_total{state="pending"} 1'));
    const { status, text } = await metrics(api);
    expect(status).toBe(200);
    expect(text).toMatch(
      /aegis_http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/tasks\/:id",status="200"\} 1/,
    );
    expect(text).toMatch(/^process_resident_memory_bytes \d/m);
    expect(text).toMatch(/^aegis_database_connections\{state="idle"\} \d/m);
    for (const id of [person.tenantId, person.userId, task.body.id]) expect(text).not.toContain(id);
  });

  test('is read by this machine only, and by nobody who comes through a proxy', async () => {
    expect((await metrics(api)).status).toBe(200);
    const outside = await metrics(api, { 'x-forwarded-for': '203.0.113.9' });
    expect(outside.status).toBe(403);
    expect(outside.text).not.toContain('aegis_');
  });

  test('with METRICS_TOKEN is read by whoever sends it', async () => {
    const bearer = { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.9' };
    expect((await metrics(guarded)).status).toBe(403);
    expect((await metrics(guarded, { authorization: 'Bearer another' })).status).toBe(403);
    expect((await metrics(guarded, bearer)).status).toBe(200);
  });
});

describe('the API’s documentation (D1–D6)', () => {
  test('/openapi.json is the document that is checked in', async () => {
    const { status, body } = await api.call('GET', '/openapi.json');
    expect(status).toBe(200);
    expect(body).toEqual(JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')));
  });

  test('/docs shows every operation in a browser, within our Content-Security-Policy and origin (D8)', async () => {
    const browser = await chromium.launch({ executablePath: browserFile(), args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      const complaints: string[] = [];
      const outside: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => {
        if (!request.url().startsWith(api.url) && !request.url().startsWith('data:'))
          outside.push(request.url());
      });
      const answer = await page.goto(`${api.url}/docs`);
      expect(answer?.headers()['content-security-policy']).toContain("script-src 'self'");
      await page.getByText('/api/v1/campaigns/{id}').first().waitFor();
      expect(await page.locator('.opblock').count()).toBeGreaterThan(25);
      expect([complaints, outside]).toEqual([[], []]);
    } finally {
      await browser.close();
    }
  });
});

function browserFile(): string {
  return execFileSync('sh', ['-c', 'command -v chromium || command -v google-chrome'], {
    encoding: 'utf8',
  }).trim();
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

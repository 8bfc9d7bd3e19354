import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox } from '../../sandbox/server.ts';
import { consent, exchange, FR, LINEN, startClient, type Client } from './client.ts';

let folder: string;
let ledgerFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aegis-sandbox-'));
  ledgerFile = join(folder, 'deep', 'ledger.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Starts on the same ledger with the token of before. */
async function restart(client: Client): Promise<Client> {
  await client.close();
  const next = await startClient({ ledgerFile });
  next.use(client.token());
  return next;
}

const truth = async (client: Client) =>
  (await client.control('/__truth?since=2026-10-01&until=2026-12-01')).body;

describe('sandbox restart (issue 3 §3: the ledger is the state)', () => {
  test('tokens, budgets, statuses, created campaigns, clock and market survive', async () => {
    let client = await startClient({ ledgerFile });
    await client.post(`/${LINEN}`, { daily_budget: '21000' });
    await client.control('/__clock', { advance: { days: 3 }, frozen: true });
    client.use((await client.grant()).body.access_token);
    await client.post(`/${LINEN}`, { status: 'PAUSED' });
    const form = {
      name: 'New',
      objective: 'OUTCOME_SALES',
      status: 'ACTIVE',
      special_ad_categories: '[]',
      daily_budget: '10000',
    };
    const { id } = (await client.post(`/${FR}/campaigns`, form)).body;
    await client.control('/__clock', { advance: { minutes: 30 } });
    const before = await truth(client);
    client = await restart(client);
    expect(await truth(client)).toEqual(before);
    expect((await client.get(`/${LINEN}`, { fields: 'status,daily_budget' })).body).toEqual({
      id: LINEN,
      status: 'PAUSED',
      daily_budget: '21000',
    });
    expect((await client.get(`/${id}`, { fields: 'name' })).body).toEqual({ id, name: 'New' });
    await client.close();
  });

  test('revocation and used codes survive', async () => {
    let client = await startClient({ ledgerFile });
    const target = await consent(client.url);
    expect((await exchange(client.call, target)).status).toBe(200);
    const unused = await consent(client.url);
    await client.control('/__faults', { kind: 'revoke-tokens' });
    client = await restart(client);
    expect((await client.get('/me')).body.error).toMatchObject({ code: 190, error_subcode: 460 });
    expect((await exchange(client.call, target)).body.error.error_subcode).toBe(36009);
    expect((await exchange(client.call, unused)).status).toBe(200);
    await client.close();
  });

  test('a last line torn by a kill is cut off and does no harm', async () => {
    let client = await startClient({ ledgerFile });
    await client.post(`/${LINEN}`, { daily_budget: '21000' });
    appendFileSync(ledgerFile, '{"seq":9,"at":"2026-11-23T08:40:00.000Z","kind":"wri');
    client = await restart(client);
    expect((await client.get(`/${LINEN}`, { fields: 'daily_budget' })).body.daily_budget).toBe('21000');
    await client.post(`/${LINEN}`, { daily_budget: '22000' });
    client = await restart(client);
    expect((await client.get(`/${LINEN}`, { fields: 'daily_budget' })).body.daily_budget).toBe('22000');
    expect((await client.control('/__ledger?kind=write')).body.data).toHaveLength(2);
    await client.close();
  });

  test('a line damaged in the middle stops the start with its number', async () => {
    const client = await startClient({ ledgerFile });
    await client.close();
    const lines = readFileSync(ledgerFile, 'utf8').split('\n');
    writeFileSync(ledgerFile, ['{"seq":1', ...lines.slice(1)].join('\n'));
    await expect(startSandbox({ port: 0, ledgerFile })).rejects.toThrow(/Line 1 of the sandbox's ledger/);
  });

  test('no code and no token is written down', async () => {
    const client = await startClient({ ledgerFile });
    const target = await consent(client.url);
    const { access_token } = (await exchange(client.call, target)).body;
    await client.call(`/v26.0/${LINEN}?access_token=${access_token}&status=PAUSED`, { method: 'POST' });
    const ledger = readFileSync(ledgerFile, 'utf8');
    expect(ledger).toContain('"status":"PAUSED"');
    expect(ledger).not.toContain(access_token);
    expect(ledger).not.toContain(target.searchParams.get('code'));
    await client.close();
  });
});

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { openModel, type ModelPort } from '../../activities/model/port.ts';
import { setFeature } from '../../db/repositories/feature-flags.ts';
import { requestCancel } from '../../db/repositories/tasks.ts';
import { getTaskDetail } from '../../db/repositories/task-views.ts';
import { workflowIds } from '../../temporal/names.ts';
import { cancelTask } from '../../temporal/start.ts';
import { reword, startModelServer, type ModelCall, type ModelReply } from './model-server.ts';
import { eventually, startProduct, type Product } from './product.ts';

/** design.md §7: a model words the findings and may not add a number; over real HTTP in both providers' shapes. */
jest.setTimeout(60_000);

const KEY = 'sk-never-to-be-seen-4711';
let product: Product;
let tenant: Awaited<ReturnType<Product['tenant']>>;
let server: Awaited<ReturnType<typeof startModelServer>>;
let reply: (call: ModelCall, number: number) => ModelReply;
let port: ModelPort;
let folder: string;

const openai = () =>
  openModel({ anthropic: null, openaiCompatible: { baseUrl: server.url, apiKey: KEY, model: 'local' } })!;
const anthropic = () =>
  openModel({ anthropic: { apiKey: KEY, baseUrl: server.url }, openaiCompatible: null })!;

beforeAll(async () => {
  server = await startModelServer((call, number) => reply(call, number));
  folder = await mkdtemp(path.join(tmpdir(), 'aegis-model-'));
  const model: ModelPort = {
    get name() {
      return port.name;
    },
    write: (request) => port.write(request),
  };
  product = await startProduct({ model }, { logLevel: 'debug', logFile: path.join(folder, 'log') });
  tenant = await product.tenant();
});
afterAll(async () => {
  await product.close();
  await server.close();
  await rm(folder, { recursive: true });
});
afterEach(() => {
  server.calls.length = 0;
});

const tell = (lead: string) => (call: ModelCall) => ({ text: reword(call, lead) });

/** Everything in it, payloads too. */
const textOf = (value: unknown) =>
  JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Uint8Array) return Buffer.from(part).toString();
    return typeof part === 'bigint' ? String(part) : part;
  });

/** Runs a task to its end and returns what people see of it. */
async function run() {
  const { id } = await product.run(tenant);
  await product.until(tenant.tenantId, id, 'completed', 'failed', 'dead_letter');
  const [en, fr] = await product.workspace.inTenant(tenant.tenantId, async (tx) => [
    (await getTaskDetail(tx, id, 'en'))!,
    (await getTaskDetail(tx, id, 'fr'))!,
  ]);
  const summary = (task: typeof en) => (task.result!.words as { summary: string }).summary;
  const execution = await product.workspace.inTenant(tenant.tenantId, (tx) =>
    tx.selectFrom('executions').selectAll().where('task_id', '=', id).executeTakeFirstOrThrow(),
  );
  const step = await product.workspace.inTenant(tenant.tenantId, (tx) =>
    tx
      .selectFrom('execution_steps')
      .selectAll()
      .where('execution_id', '=', execution.id)
      .where('name', '=', 'word')
      .executeTakeFirstOrThrow(),
  );
  return { id, task: en, summaries: [summary(en), summary(fr)], execution, step };
}

test.each([
  ['an OpenAI-compatible server', openai, '/v1/chat/completions', 'local'],
  ['Anthropic', anthropic, '/v1/messages', 'claude-sonnet-4-5'],
])(
  'words of %s are shown in both languages, with the tokens they cost (E7)',
  async (_, open, address, name) => {
    port = open();
    reply = tell('The model says:');
    const { execution, step, summaries, task } = await run();
    expect(task.state).toBe('completed');
    for (const summary of summaries) expect(summary).toMatch(/^The model says: ./);
    expect(step).toMatchObject({
      kind: 'model',
      state: 'completed',
      output: { en: 'accepted', fr: 'accepted' },
    });
    expect(execution).toMatchObject({ model: name, input_tokens: 240n, output_tokens: 90n });
    expect(server.calls.map((call) => [call.path, call.key])).toEqual([
      [address, KEY],
      [address, KEY],
    ]);
    expect(server.calls[0]!.system).not.toBe(server.calls[1]!.system); // one per language
  },
);

test('a text with a number that the analysis lacks is refused; the template stands, with the reason', async () => {
  port = openai();
  reply = tell('Revenue will rise by 31.7 %.');
  const { execution, step, summaries, task } = await run();
  expect(task.state).toBe('completed');
  for (const summary of summaries) expect(summary).not.toMatch(/31[.,]7/);
  expect(step.output).toEqual({ en: 'stray-number', fr: 'stray-number' });
  expect(execution).toMatchObject({ input_tokens: 240n, output_tokens: 90n });
});

test('an answer that is no JSON is refused as such', async () => {
  port = anthropic();
  reply = () => ({ text: 'Sure! Here are your words.' });
  const { step, task } = await run();
  expect(task.state).toBe('completed');
  expect(step.output).toEqual({ en: 'not-json', fr: 'not-json' });
});

test.each([
  ['a limit with its delay', { status: 429, headers: { 'retry-after': '1' } }],
  ['a passing error', { status: 503 }],
])('%s is retried by Temporal', async (_, failure) => {
  port = openai();
  reply = (call, number) => (number === 1 ? failure : tell('At last:')(call));
  const { step, summaries } = await run();
  expect(summaries[0]).toMatch(/^At last: /);
  expect(step.output).toEqual({ en: 'accepted', fr: 'accepted' });
  expect(server.calls).toHaveLength(3);
});

test('a model that stays away leaves the words of the template, with the reason, after three attempts', async () => {
  port = anthropic();
  reply = () => ({ status: 529 });
  const { step, task, execution } = await run();
  expect(task.state).toBe('completed');
  expect(step).toMatchObject({ kind: 'model', state: 'failed', error: { code: 'model-unavailable' } });
  expect(execution.model).toBe('offline');
  expect(server.calls).toHaveLength(3);
});

test('a refused key is not tried again and is seen nowhere', async () => {
  port = openai();
  reply = () => ({ status: 401 });
  const { id, step, task } = await run();
  expect(task.state).toBe('completed');
  expect(step).toMatchObject({ state: 'failed', error: { code: 'model-auth', remedy: expect.any(String) } });
  expect(server.calls).toHaveLength(1);
  const history = await product.client.workflow.getHandle(workflowIds.task(id, 1)).fetchHistory();
  const payloads = textOf(history);
  // Temporal hands its lines on a moment later; the failure has to be among them.
  const log = await eventually(
    () => readFile(path.join(folder, 'log'), 'utf8'),
    (text) => text.split('\n').some((line) => line.includes(id) && line.includes('"err"')),
  );
  expect(payloads).toContain('model-auth'); // the failure is in there
  for (const text of [payloads, log, textOf([step, task])]) {
    expect(text).not.toContain(KEY);
    expect(text).not.toContain('Bad key');
  }
});

test('a task is canceled while its model is silent', async () => {
  port = openai();
  reply = () => 'hang';
  const { id, round } = await product.run(tenant);
  await eventually(
    () => Promise.resolve(server.calls.length),
    (calls) => calls === 1,
  );
  await product.workspace.inTenant(tenant.tenantId, (tx) => requestCancel(tx, id));
  await cancelTask(product.client, { id, round }, 10_000);
  await product.until(tenant.tenantId, id, 'canceled');
});

test('in a workspace that has switched it off no model is asked', async () => {
  port = openai();
  reply = tell('By the model: ');
  const own = await product.tenant();
  const runWith = async (enabled: boolean) => {
    await product.workspace.inTenant(own.tenantId, (tx) => setFeature(tx, 'model-text', enabled, new Date()));
    const { id } = await product.run(own);
    await product.until(own.tenantId, id, 'completed');
    return server.calls.length;
  };
  expect(await runWith(false)).toBe(0);
  expect(await runWith(true)).toBeGreaterThan(0);
});

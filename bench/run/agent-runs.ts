import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { createInterface } from 'node:readline';
import { eventSchema } from '../../contracts/events.ts';
import { taskSchema } from '../../contracts/tasks.ts';
import type { Subject } from './measure.ts';

const ended = new Set(['completed', 'failed', 'dead_letter', 'canceled']);
/** A run that is not over by then never will be. */
const PATIENCE_MS = 30_000;

/** Runs as a program does them: POST /tasks, then `completed` on the event stream. `url` is the API's origin. */
export async function openAgentRuns(
  url: string,
  publicUrl: string,
  person: { email: string; password: string },
  account: { platform: string; accountId: string },
): Promise<Subject> {
  const agent = new http.Agent({ keepAlive: true });
  const headers: Record<string, string> = { origin: new URL(publicUrl).origin };
  const signedIn = await send(agent, 'POST', `${url}/api/v1/auth/sign-in`, headers, person);
  headers.cookie = (signedIn.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');

  const states = new Map<string, string>();
  const waiting = new Map<string, (state: string) => void>();
  const stream = await open(agent, `${url}/api/v1/events`, headers, ({ kind, id, state }) => {
    if (kind !== 'task' || !state || !ended.has(state)) return;
    const wake = waiting.get(id);
    if (wake) wake(state);
    else states.set(id, state); // its end was faster than the answer to its request
  });

  const body = { agent: 'budget-analyzer', capability: 'spend-analysis', input: { ...account, days: 90 } };
  return {
    run: async () => {
      const key = { 'idempotency-key': randomUUID() };
      const answer = await send(agent, 'POST', `${url}/api/v1/tasks`, { ...headers, ...key }, body);
      const { id } = taskSchema.parse(JSON.parse(answer.text));
      const state = states.get(id) ?? (await untilEnd(id));
      states.delete(id);
      if (state !== 'completed') throw new Error(`A run ended as ${state}.`);
    },
    close: async () => {
      stream.destroy();
      agent.destroy();
    },
  };

  function untilEnd(id: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('A run did not end.')), PATIENCE_MS);
      waiting.set(id, (state) => {
        clearTimeout(late);
        waiting.delete(id);
        resolve(state);
      });
    });
  }
}

/** One request; node's own client, because fetch costs several ms of the processor we measure on. */
function send(
  agent: http.Agent,
  method: string,
  url: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<{ headers: http.IncomingHttpHeaders; text: string }> {
  return new Promise((resolve, reject) => {
    const type = { 'content-type': 'application/json' };
    const request = http.request(url, { method, agent, headers: { ...headers, ...type } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        if ((response.statusCode ?? 500) < 300) resolve({ headers: response.headers, text });
        else reject(new Error(`${method} ${new URL(url).pathname} answered ${response.statusCode}: ${text}`));
      });
    });
    request.on('error', reject);
    request.end(JSON.stringify(body));
  });
}

/** Opens the event stream and hands on what it says. */
function open(
  agent: http.Agent,
  url: string,
  headers: Record<string, string>,
  onEvent: (event: ReturnType<typeof eventSchema.parse>) => void,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent, headers }, (response) => {
      if (response.statusCode !== 200)
        return reject(new Error(`The stream answered ${response.statusCode}.`));
      response.on('error', () => {});
      createInterface({ input: response }).on('line', (line) => {
        if (line.startsWith('data: {"')) onEvent(eventSchema.parse(JSON.parse(line.slice(6))));
      });
      resolve(response);
    });
    request.on('error', reject);
  });
}

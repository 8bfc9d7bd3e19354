import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { startTestApi, type Person, type TestApi } from './api.ts';

let api: TestApi;
let person: Person;
let other: Person;
beforeAll(async () => {
  api = await startTestApi();
  [person, other] = [await api.newPerson(), await api.newPerson()];
});
afterAll(() => api.close());

const newTask = async (who: Person) => {
  const input = { platform: 'meta', accountId: '1' };
  const task = { agent: 'budget-analyzer', capability: 'spend-analysis', input };
  return (await who.call('POST', '/api/v1/tasks', task)).body.id as string;
};

/** Lines of an open event stream, one at a time. */
async function follow({ cookie }: Person) {
  const end = new AbortController();
  const answer = await fetch(`${api.url}/api/v1/events`, { headers: { cookie }, signal: end.signal });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const nextBlock = async (): Promise<string> => {
    for (;;) {
      const at = text.indexOf('\n\n');
      if (at >= 0) {
        const block = text.slice(0, at);
        text = text.slice(at + 2);
        return block;
      }
      const { value, done } = await reader.read();
      if (done) throw new Error('The stream has ended.');
      text += value;
    }
  };
  expect(await nextBlock()).toBe(': open');
  return {
    answer,
    nextBlock,
    /** The next event of a kind. */
    async next(kind: string): Promise<Record<string, unknown>> {
      for (;;) {
        const block = await nextBlock();
        const event = block.startsWith('data: ') && (JSON.parse(block.slice(6)) as Record<string, unknown>);
        if (event && event.kind === kind) return event;
      }
    },
    close: () => end.abort(),
  };
}

describe('the event stream (C9)', () => {
  test('tells a change after it was written, its id and state only, to its own workspace', async () => {
    const [ours, theirs] = [await follow(person), await follow(other)];
    expect(ours.answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const id = await newTask(person);
    expect(await ours.next('task')).toEqual({ kind: 'task', id, state: 'pending' });
    // The other workspace's first task event is its own: ours never came.
    const otherId = await newTask(other);
    expect(await theirs.next('task')).toMatchObject({ id: otherId });
    ours.close();
    theirs.close();
  });

  test('says `resync` when changes may have been missed', async () => {
    const stream = await follow(person);
    const client = new pg.Client({ connectionString: api.superuserUrl });
    await client.connect();
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'aegis-listen' and datname = current_database()`,
    );
    await client.end();
    let block = '';
    while (!block.includes('resync')) block = await stream.nextBlock();
    expect(block).toBe('event: resync\ndata: {}');
    const id = await newTask(person);
    expect(await stream.next('task')).toMatchObject({ id });
    stream.close();
  });

  test('needs a session', async () => {
    const answer = await fetch(`${api.url}/api/v1/events`);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'not-signed-in' });
  });
});

test('a task is found by its number, in its own workspace (D5)', async () => {
  const [first, second] = [await newTask(person), await newTask(person)];
  const found = async (who: Person, number: number) =>
    (await who.call('GET', `/api/v1/tasks?number=${number}`)).body.data as { id: string; number: number }[];
  const { body } = await person.call('GET', `/api/v1/tasks/${second}`);
  const number = body.number as number;
  expect((await found(person, number)).map(({ id }) => id)).toEqual([second]);
  expect((await found(person, number - 1)).map(({ id }) => id)).toEqual([first]);
  expect(await found(person, number + 1)).toEqual([]);
  expect((await found(other, number)).map(({ id }) => id)).not.toContain(second);
  expect((await person.call('GET', '/api/v1/tasks?number=0')).status).toBe(400);
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApi, type Person } from './api.ts';

let api: Awaited<ReturnType<typeof startTestApi>>;
let person: Person;
beforeAll(async () => {
  api = await startTestApi();
  person = await api.newPerson();
});
afterAll(() => api.close());

describe('the dashboard (C1)', () => {
  test('shows seven days of work up to today, also when nothing ran, and all agents of the product', async () => {
    const { body } = await person.call('GET', '/api/v1/overview');
    const tasks = body.tasks as { days: { day: string }[]; totalAgents: number; activeAgents: number };
    const days = tasks.days.map(({ day }) => Date.parse(day));
    expect(days).toHaveLength(7);
    for (const [index, day] of days.entries()) expect(day - days[0]!).toBe(index * 86_400_000);
    expect(tasks).toMatchObject({ totalAgents: 16, activeAgents: 0 });
  });

  test('counts an agent as active only while it is switched on', async () => {
    await person.call('PUT', '/api/v1/agents/budget-analyzer', { enabled: true });
    expect((await person.call('GET', '/api/v1/overview')).body).toMatchObject({
      tasks: { activeAgents: 1 },
      agents: [{ key: 'budget-analyzer', state: 'idle' }],
    });
    const agent = await person.call('GET', '/api/v1/agents/budget-analyzer');
    const { version } = agent.body.instance as { version: number };
    await person.call(
      'PUT',
      '/api/v1/agents/budget-analyzer',
      { enabled: false },
      { 'if-match': `"${version}"` },
    );
    expect((await person.call('GET', '/api/v1/overview')).body).toMatchObject({
      tasks: { activeAgents: 0 },
      agents: [],
    });
  });

  test('refuses a period that is too long', async () => {
    expect(await person.call('GET', '/api/v1/overview?days=201')).toMatchObject({ status: 400 });
  });
});

import { z } from 'zod';
import { agentSchema } from '../contracts/agents.ts';
import { authorizedSchema, connectionSchema, type Connection } from '../contracts/connections.ts';
import { pageSchema } from '../contracts/common.ts';
import { taskDetailSchema, taskSchema, type TaskDetail } from '../contracts/tasks.ts';
import { waitFor, type ApiClient } from './api-client.ts';

const AGENT = 'budget-analyzer';
/** What Budget Analyzer is asked for, with its name for people. */
export const capabilities: Record<string, string> = {
  'spend-analysis': 'Spend and ROI analysis',
  'roi-forecast': 'Forecast',
  'spend-optimization': 'Spend optimization',
};
const over = ['completed', 'failed', 'dead_letter', 'canceled'];

export async function signIn(client: ApiClient, email: string, password: string): Promise<void> {
  await client.send('POST', 'auth/sign-in', null, { body: { email, password } });
}

/**
 * Fills a workspace as a person would: consent at the sandbox, the first sync, Budget Analyzer switched on and run on every
 * account. Goes on where an interrupted one stopped. Throws what the product says when a step fails.
 */
export async function fillWorkspace(
  client: ApiClient,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<{ connection: Connection; tasks: TaskDetail[] }> {
  const connection = await connectSandbox(client, say, signal);
  const tasks: TaskDetail[] = [];
  for (const account of connection.accounts) {
    for (const [capability, title] of Object.entries(capabilities)) {
      say(`Budget Analyzer works on ${account.name}, ${title}`);
      tasks.push(await runTask(client, connection, account.id, capability, signal));
    }
  }
  return { connection, tasks };
}

/** The part before any run: a synced connection with at least one ad account, and Budget Analyzer switched on. */
export async function connectSandbox(
  client: ApiClient,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<Connection> {
  const found = await findConnection(client);
  if (!found) say('Connecting the sandbox: consent, tokens, ad accounts');
  const connection = await waitForSync(client, found ?? (await connect(client)), say, signal);
  const agent = await client.send('GET', `agents/${AGENT}`, agentSchema);
  if (!agent.instance?.enabled) {
    say(`Switching on ${agent.name}`);
    await client.send('PUT', `agents/${AGENT}`, null, {
      body: { enabled: true },
      version: agent.instance?.version,
    });
  }
  if (connection.accounts.length === 0) throw new Error('The sandbox has no ad account.');
  return connection;
}

async function findConnection(client: ApiClient): Promise<Connection | undefined> {
  const answer = await client.send(
    'GET',
    'connections',
    z.union([pageSchema(connectionSchema), z.object({ data: z.array(connectionSchema) })]),
  );
  return answer.data.find(({ environment, state }) => environment === 'sandbox' && state === 'connected');
}

/** The consent page's form is posted as its Allow button does. */
async function connect(client: ApiClient): Promise<Connection> {
  const { authorizeUrl } = await client.send('POST', 'auth/oauth/meta', authorizedSchema, {
    body: { environment: 'sandbox', scopes: ['ads_read', 'ads_management', 'business_management'] },
  });
  const dialog = new URL(authorizeUrl);
  const allowed = await fetch(new URL(dialog.pathname, dialog.origin), {
    method: 'POST',
    body: new URLSearchParams([...dialog.searchParams, ['decision', 'allow']]),
    redirect: 'manual',
  });
  const back = allowed.headers.get('location');
  if (!back) throw new Error(`The sandbox refused the consent (${allowed.status}).`);
  const next = await client.follow(back);
  const id = next.searchParams.get('connection');
  if (!id) throw new Error(`Connecting the sandbox failed: ${next.searchParams.get('error') ?? next.href}`);
  return client.send('GET', `connections/${id}`, connectionSchema);
}

async function waitForSync(
  client: ApiClient,
  { id }: Connection,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<Connection> {
  say('Reading campaigns and 90 days of results');
  const connection = await waitFor(
    'The first sync',
    () => client.send('GET', `connections/${id}`, connectionSchema),
    ({ lastSync }) => over.includes(lastSync?.state ?? ''),
    signal,
  );
  const { lastSync } = connection;
  if (lastSync?.state !== 'completed') {
    throw new Error(
      `The first sync ${lastSync?.state}: ${lastSync?.failure?.message ?? 'no reason was given'}`,
    );
  }
  return connection;
}

async function runTask(
  client: ApiClient,
  { id: connectionId, platform }: Connection,
  accountId: string,
  capability: string,
  signal: AbortSignal,
): Promise<TaskDetail> {
  const { id } = await client.send('POST', 'tasks', taskSchema, {
    body: { agent: AGENT, capability, input: { platform, accountId, days: 90 } },
    key: `fill-${connectionId}-${accountId}-${capability}`,
  });
  const task = await waitFor(
    capability,
    () => client.send('GET', `tasks/${id}`, taskDetailSchema),
    ({ state }) => over.includes(state),
    signal,
  );
  if (task.state !== 'completed') {
    throw new Error(
      `${capability} ended as ${task.state}: ${task.failure?.message ?? 'no reason was given'}`,
    );
  }
  return task;
}

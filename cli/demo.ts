import { z } from 'zod';
import { moneySchema, pageSchema, type MoneyJson } from '../contracts/common.ts';
import { proposalDetailSchema, proposalSchema, type Proposal } from '../contracts/proposals.ts';
import type { TaskDetail } from '../contracts/tasks.ts';
import { createApiClient, waitFor, type ApiClient } from './api-client.ts';
import { EMAIL, prepareWorkspace } from './seed.ts';
import { capabilities, fillWorkspace, signIn } from './fill.ts';
import { live, type Lifetime } from './lifetime.ts';
import { startServices } from './services.ts';
import type { Settings } from './settings.ts';
import { inThrowAwayFolder } from './throw-away.ts';
import { bold, say, wrap } from './terminal.ts';

/** `npm run demo`: the main job without a browser, in a data folder that is thrown away and on free ports. */
export const demo = () =>
  inThrowAwayFolder('demo', (settings) => live((lifetime) => show(settings, lifetime)));

async function show(settings: Settings, lifetime: Lifetime): Promise<void> {
  const { signal } = lifetime;
  const asked = { LOG_LEVEL: 'error', ...process.env, AEGIS_PUBLIC_URL: '', AEGIS_LOG_FILE: '' };
  console.log(`${bold('AEGIS shows its main job')} in a data folder that is thrown away`);
  const { env, secrets } = await startServices(settings, asked, lifetime, say);
  const { startProduct } = await import('./product.ts');
  await startProduct(env, lifetime);
  await prepareWorkspace(env.DATABASE_URL!, secrets.demoPassword);
  const client = createApiClient(`http://127.0.0.1:${settings.ports.api}`, env.AEGIS_PUBLIC_URL!, signal);
  await signIn(client, EMAIL, secrets.demoPassword);

  const { tasks } = await fillWorkspace(client, say, signal);
  for (const [account, ofAccount] of Map.groupBy(tasks, ({ subject }) => subject ?? 'Ad account')) {
    console.log(`\n${bold(account)}`);
    for (const task of ofAccount) printFindings(task);
  }
  const { data } = await client.send('GET', 'proposals', pageSchema(proposalSchema));
  console.log(`\n${bold(`${data.length} proposals wait for a decision`)}`);
  for (const proposal of data) printProposal(proposal);
  const [first] = data;
  if (!first) throw new Error('Budget Analyzer proposed nothing, so there is nothing to approve.');

  const { currency } = dailyBudget(first.from);
  const before = await budgetInSandbox(env.SANDBOX_URL!, first.campaignId);
  console.log(`\n${bold(`Approving ${first.campaignName}`)}`);
  await approve(client, first, signal);
  const after = await budgetInSandbox(env.SANDBOX_URL!, first.campaignId);
  console.log('  Changed once and read back. Its daily budget at the platform:');
  for (const [when, micros] of Object.entries({ before, after })) {
    console.log(`    ${when.padEnd(8)}${money({ micros, currency })}`);
  }
  if (before === after) throw new Error('The budget at the platform did not change.');
}

function printFindings({ capability, result }: TaskDetail): void {
  const words = z
    .object({
      headline: z.string(),
      summary: z.string(),
      findings: z.array(z.object({ title: z.string(), sentence: z.string() })),
    })
    .parse(result?.words);
  console.log(`\n  ${bold(`${capabilities[capability]}: ${words.headline}`)}`);
  console.log(wrap(words.summary, '  '));
  for (const { title, sentence } of words.findings)
    console.log(wrap(`${title}. ${sentence}`, '    ', '  • '));
}

function printProposal({ campaignName, accountName, from, to, sentence }: Proposal): void {
  console.log(`\n  • ${campaignName} (${accountName})`);
  console.log(`    ${money(dailyBudget(from))} → ${money(dailyBudget(to))} a day`);
  if (sentence) console.log(wrap(sentence, '    '));
}

const dailyBudget = (side: Record<string, unknown>) => moneySchema.parse(side.dailyBudget);

function money({ micros, currency }: MoneyJson): string {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).format(Number(micros) / 1e6);
}

/** Returns once the platform has the change and it was read back. */
async function approve(client: ApiClient, { id, version }: Proposal, signal: AbortSignal): Promise<void> {
  await client.send('POST', `proposals/${id}/decisions`, null, { body: { verdict: 'approve', version } });
  const over = ['read_back', 'conflict', 'failed', 'rejected', 'expired', 'withdrawn'];
  const proposal = await waitFor(
    'The change',
    () => client.send('GET', `proposals/${id}`, proposalDetailSchema),
    ({ state }) => over.includes(state),
    signal,
    1,
  );
  if (proposal.state !== 'read_back') {
    throw new Error(
      `The change ended as ${proposal.state}: ${proposal.failure?.message ?? 'no reason given'}`,
    );
  }
}

/** What the platform itself has now, in micros. */
async function budgetInSandbox(url: string, campaign: string): Promise<string> {
  const id = campaign.replace(/^\w+:/, '');
  const answer = await fetch(`${url}/__truth?campaign=${id}`);
  const truth = z
    .object({ campaigns: z.array(z.object({ id: z.string(), dailyBudgetMicros: z.string().nullable() })) })
    .parse(await answer.json());
  const budget = truth.campaigns[0]?.dailyBudgetMicros;
  if (!budget) throw new Error(`The sandbox knows no daily budget of campaign ${id}.`);
  return budget;
}

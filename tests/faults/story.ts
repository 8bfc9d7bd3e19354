import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ApiClient } from '../../cli/api-client.ts';
import { connectSandbox } from '../../cli/fill.ts';
import { campaignListSchema, type Campaign } from '../../contracts/campaigns.ts';
import { pageSchema } from '../../contracts/common.ts';
import { proposalDetailSchema, proposalSchema, type ProposalDetail } from '../../contracts/proposals.ts';
import { taskDetailSchema, taskSchema } from '../../contracts/tasks.ts';
import { again } from './world.ts';

/** The main job, step by step, by people who do each step again until it is done. */
const quiet = () => {};
const over = ['completed', 'failed', 'dead_letter', 'canceled'];
const decided = ['read_back', 'conflict', 'failed', 'rejected', 'expired', 'withdrawn'];

/** Consent, first sync of 90 days, Budget Analyzer switched on. */
export const connectAndSync = ([owner]: ApiClient[]) =>
  again(() => connectSandbox(owner!, quiet, AbortSignal.timeout(500_000)));

/** Every capability on one account. */
export async function runAll([owner]: ApiClient[], accountId: string): Promise<void> {
  for (const capability of ['spend-analysis', 'roi-forecast', 'spend-optimization']) {
    await untilTask(owner!, await ask(owner!, capability, accountId), 'completed');
  }
}

export const ask = async (client: ApiClient, capability: string, accountId: string): Promise<string> => {
  const body = { agent: 'budget-analyzer', capability, input: { platform: 'meta', accountId, days: 90 } };
  const key = `${capability}-${accountId}`;
  return (await again(() => client.send('POST', 'tasks', taskSchema, { body, key }))).id;
};

export async function untilTask(client: ApiClient, id: string, state: string): Promise<void> {
  for (;;) {
    const task = await again(() => client.send('GET', `tasks/${id}`, taskDetailSchema));
    if (task.state === state) return;
    if (over.includes(task.state))
      throw new Error(`The task ended as ${task.state}: ${task.failure?.message}`);
    await sleep(100);
  }
}

/** Active campaigns with a daily budget that nobody is about to change, always in the same order. */
export async function freeCampaigns([owner]: ApiClient[]): Promise<Campaign[]> {
  const { data } = await again(() => owner!.send('GET', 'campaigns?limit=100', campaignListSchema));
  return data
    .filter((one) => one.status === 'active' && one.dailyBudget && !one.pending)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Asks for a change of a campaign once, however often the API goes away. Gives the proposal's id. */
export async function askForChange(
  client: ApiClient,
  campaign: Campaign,
  body: { dailyBudget: { micros: string; currency: string } } | { status: 'active' | 'paused' },
): Promise<string> {
  return again(async () => {
    const made = (await proposals(client)).find((one) => `${one.platform}:${one.campaignId}` === campaign.id);
    if (made) return made.id;
    const put = { body, version: campaign.version };
    return (await client.send('PUT', `campaigns/${campaign.id}`, proposalDetailSchema, put)).id;
  });
}

export const budgetOf = (campaign: Campaign, factor: bigint) => ({
  dailyBudget: {
    micros: String((BigInt(campaign.dailyBudget!.micros) * factor) / 10n),
    currency: campaign.dailyBudget!.currency,
  },
});

/** All proposals, whatever came of them. */
export async function proposals(client: ApiClient) {
  const views = ['waiting', 'decided', 'applied'];
  const pages = await Promise.all(
    views.map((view) => client.send('GET', `proposals?view=${view}&limit=100`, pageSchema(proposalSchema))),
  );
  return pages.flatMap((page) => page.data);
}

const detail = (client: ApiClient, id: string): Promise<ProposalDetail> =>
  again(() => client.send('GET', `proposals/${id}`, proposalDetailSchema));

/** Both people approve, each once, until the change is done. */
export async function approve(people: ApiClient[], id: string): Promise<void> {
  for (;;) {
    const seen = await detail(people[0]!, id);
    if (decided.includes(seen.state)) {
      if (seen.state !== 'read_back') throw new Error(`It ended as ${seen.state}: ${seen.failure?.message}`);
      return;
    }
    if (seen.state === 'proposed') {
      for (const person of people) {
        const { version } = await detail(person, id);
        const body = { verdict: 'approve', version };
        // Refused where this person has decided already, or the answer was lost.
        await person.send('POST', `proposals/${id}/decisions`, z.unknown(), { body }).catch(() => {});
      }
    }
    await sleep(100);
  }
}

/** Agents' proposals that wait, then budgets that need two people, then a pause that needs one. */
export async function changeAll(people: ApiClient[]): Promise<void> {
  const [owner] = people;
  const waiting = (await again(() => proposals(owner!)))
    .filter((one) => one.state === 'proposed')
    .sort((a, b) => (a.campaignId < b.campaignId ? -1 : 1));
  const campaigns = (await freeCampaigns(people)).slice(0, 4);
  for (const one of waiting) await approve(people, one.id);
  for (const [i, campaign] of campaigns.entries()) {
    const body = i === 3 ? { status: 'paused' as const } : budgetOf(campaign, 9n);
    await approve(people, await askForChange(owner!, campaign, body));
  }
}

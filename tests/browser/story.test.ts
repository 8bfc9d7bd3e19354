import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { DE } from '../sandbox/client.ts';
import { startConsole, type Console } from './console.ts';

/** The main job by mouse: issue 3 "Must show 1", rows C1, C3, C5, C7 on a real database, Temporal, sandbox and browser. */
jest.setTimeout(300_000);

let console_: Console;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
  console_ = await startConsole();
  page = await console_.browser.newPage({ viewport: { width: 1440, height: 1000 }, locale: 'en-GB' });
  page.setDefaultTimeout(120_000);
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('response', (answer) => {
    const beforeSignIn = answer.status() === 401 && new URL(page.url()).pathname === '/sign-in';
    if (answer.status() >= 400 && !beforeSignIn) troubles.push(`${answer.status()} ${answer.url()}`);
  });
  page.on('request', (request) => {
    const ours = [console_.url, console_.sandbox.url].includes(new URL(request.url()).origin);
    if (!ours && !request.url().startsWith('data:')) troubles.push(`left the origin: ${request.url()}`);
  });
});
afterAll(() => console_.close());

const budgetAtPlatform = async (campaign: string) => {
  const { body } = await console_.sandbox.get(`/${campaign}`, { fields: 'daily_budget' });
  return Number(body.daily_budget) / 100;
};

test('sign in, connect, sync, run, approve: the campaign at the platform has the new budget', async () => {
  const { link } = await console_.newPerson();
  await page.goto(link);
  await page.waitForURL(`${console_.url}/`);

  await page.goto(`${console_.url}/connect`);
  await page.getByRole('button', { name: 'Try with sample data', exact: true }).click();
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.waitForURL(/\/connect\?connection=/);

  // Nobody reloads: the page itself asks until the sync is over.
  const synced = page.waitForResponse(async (answer) => {
    if (!answer.url().endsWith('/api/v1/connections')) return false;
    const { data } = (await answer.json()) as { data: { lastSync: { state: string } | null }[] };
    return data[0]?.lastSync?.state === 'completed';
  });
  await page.goto(`${console_.url}/connections`);
  await synced;
  await page.getByRole('button', { name: 'Sync now' }).waitFor();

  await page.goto(`${console_.url}/tasks`);
  await page.getByRole('button', { name: 'New run' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('What to do').selectOption('spend-optimization');
  await dialog.getByLabel('Ad account').selectOption(DE.slice(4));
  await dialog.getByRole('button', { name: 'Start run' }).click();
  await page.waitForURL(/\/tasks\/[0-9a-f-]{36}/);
  await page.getByRole('link', { name: 'Open proposal' }).first().click();
  await page.waitForURL(/\/approvals\/[0-9a-f-]{36}/);

  const { proposal } = await proposalOnPage();
  expect(await budgetAtPlatform(proposal.campaignId)).toBe(proposal.from);
  expect(proposal.to).not.toBe(proposal.from);

  await page
    .getByRole('button', { name: /^Approve and apply/ })
    .first()
    .click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Approve and apply/ })
    .click();
  await page.getByRole('button', { name: /^Set back to/ }).waitFor();

  expect((await proposalOnPage()).state).toBe('read_back');
  expect(await budgetAtPlatform(proposal.campaignId)).toBe(proposal.to);
  expect(troubles).toEqual([]);
});

/** What the API says about the proposal in the address, as the signed-in person. */
async function proposalOnPage() {
  const id = new URL(page.url()).pathname.split('/').at(-1)!;
  const answer = await page.request.get(`${console_.url}/api/v1/proposals/${id}`);
  const body = (await answer.json()) as {
    state: string;
    campaignId: string;
    from: { dailyBudget: { micros: string } };
    to: { dailyBudget: { micros: string } };
  };
  const amount = (side: { dailyBudget: { micros: string } }) => Number(side.dailyBudget.micros) / 1e6;
  return {
    state: body.state,
    proposal: { campaignId: body.campaignId, from: amount(body.from), to: amount(body.to) },
  };
}

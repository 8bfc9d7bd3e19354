import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { proofSize } from '../setup/proof.ts';
import { openBrowser } from './chromium.ts';
import { startConsole, type Console } from './console.ts';

/** Every page with real data: rows C1 to C7, and the console's promise of no axe violation in either theme. */
jest.setTimeout(300_000);

const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const rules = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };

let console_: Console;
let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>;
const themes = ['light', 'dark'] as const;
/** Both themes at each width in whole size, one of them else: the other at the other width. */
const themesOf = (route: number, width: number) =>
  proofSize<readonly (typeof themes)[number][]>(
    themes.filter((_, theme) => theme === (route + Number(width > 1000)) % 2),
    themes,
  );
/** Addresses of the pages, a proposal and a task among them. */
const routes = [
  '/',
  '/approvals',
  '/tasks',
  '/campaigns',
  '/connections',
  '/connect',
  '/agents',
  '/settings/members',
  '/settings/emails',
  '/settings/api-keys',
  '/settings/sso',
  '/settings/notifications',
  '/settings/plan',
  '/settings/audit',
  '/settings/data',
  '/nowhere',
];

beforeAll(async () => {
  console_ = await startConsole();
  const { link, fill } = await console_.newPerson();
  const { tasks } = await fill();
  const last = tasks.find((task) => task.proposalIds.length > 0)!;
  routes.push(
    `/tasks/${last.id}?step=analyze`,
    `/tasks/${last.id}?view=log`,
    `/approvals/${last.proposalIds[0]!}`,
  );
  const context = await console_.browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.waitForURL(`${console_.url}/`);
  signedIn = await context.storageState();
  await context.close();
});
afterAll(() => console_.close());

async function settled(page: Page): Promise<void> {
  await page.locator('h1, h2, h3').first().waitFor({ state: 'attached', timeout: 60_000 });
  await page.locator('.sk').first().waitFor({ state: 'detached', timeout: 60_000 });
}

/** What is wrong with the page as it stands: rule and the elements that break it. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(
    `axe.run(document, ${JSON.stringify(rules)}).then(({ violations }) =>
      violations.flatMap((v) => v.nodes.map((node) => v.id + ': ' + node.target.join(' '))))`,
  );
}

test.each([1440, 390])(
  'at %i px no page has an axe violation in either theme, scrolls sideways, or breaks',
  async (width) => {
    const viewport = { width, height: 900 };
    const context = await console_.browser.newContext({
      storageState: signedIn,
      viewport,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const broken: string[] = [];
    page.on('pageerror', (error) => broken.push(error.message));
    const found: Record<string, string[]> = {};
    for (const [i, route] of routes.entries()) {
      await page.goto(console_.url + route);
      found[route] = await settled(page).then(
        () => wrongWith(page, themesOf(i, width)),
        async () => [`it shows: ${await page.locator('body').innerText()}`],
      );
    }
    expect(Object.entries(found).filter(([, wrong]) => wrong.length > 0)).toEqual([]);
    expect(broken).toEqual([]);
    await context.close();
  },
);

async function wrongWith(
  page: Page,
  schemes: readonly (typeof themes)[number][] = themes,
): Promise<string[]> {
  const sideways = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
  const wrong = sideways > 0 ? [`scrolls ${sideways} px sideways`] : [];
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    for (const rule of await violations(page)) wrong.push(`${colorScheme}: ${rule}`);
  }
  return wrong;
}

test('by keyboard: A asks before a change, Esc leaves it; the question has no axe violation', async () => {
  const context = await console_.browser.newContext({
    ...{ storageState: signedIn, reducedMotion: 'reduce', viewport: { width: 1440, height: 900 } },
  });
  const page = await context.newPage();
  await page.goto(console_.url + routes.at(-1)!);
  await settled(page);
  await page
    .getByRole('button', { name: /^Approve and apply/ })
    .first()
    .waitFor();
  await page.keyboard.press('a');
  await page.getByRole('dialog').waitFor();
  expect(await wrongWith(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await context.close();
});

test('nothing moves aside: not from a page that scrolls to one that does not, nor when a dialog opens', async () => {
  const browser = await openBrowser({ ignoreDefaultArgs: ['--hide-scrollbars'] });
  const page = await browser.newPage({ storageState: signedIn, viewport: { width: 700, height: 500 } });
  const edges = () =>
    page.evaluate(
      "['.top', '.tabbar'].map((one) => document.querySelector(one).getBoundingClientRect().right)",
    );
  await page.goto(`${console_.url}/nowhere`);
  await settled(page);
  const short = await edges();
  await page.goto(`${console_.url}/campaigns`);
  await settled(page);
  expect(await edges()).toEqual(short);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  expect(await edges()).toEqual(short);
  await browser.close();
});

test.each([1440, 390])('at %i px the end of a page is not below a toast', async (width) => {
  const context = await console_.browser.newContext({
    ...{ storageState: signedIn, reducedMotion: 'reduce', viewport: { width, height: 700 } },
  });
  const page = await context.newPage();
  await page.goto(`${console_.url}/agents`);
  await settled(page);
  await page.getByRole('switch', { name: 'Budget Analyzer' }).click();
  const toast = page.locator('[data-sonner-toast]');
  await toast.waitFor();
  await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
  const last = await page.locator('.page article').last().boundingBox();
  expect(last!.y + last!.height).toBeLessThan((await toast.boundingBox())!.y);
  await toast.getByRole('button').click();
  await toast.waitFor({ state: 'detached' });
  await context.close();
});

test('eight windows live at once on one stream; the next takes it over from one that is closed (C9)', async () => {
  const context = await console_.browser.newContext({ storageState: signedIn });
  const streams: string[] = [];
  context.on('request', (request) => {
    if (request.url().endsWith('/api/v1/events')) streams.push(request.url());
  });
  const windows: Page[] = [];
  const live = (page: Page) => page.locator('.live', { hasText: /^Live$/ }).waitFor();
  while (windows.length < 8) {
    const page = await context.newPage();
    await page.goto(`${console_.url}/agents`);
    await live(page);
    windows.push(page);
  }
  expect(streams).toHaveLength(1);
  const next = context.waitForEvent('request', (request) => request.url().endsWith('/api/v1/events'));
  await windows.shift()!.close();
  await next;
  for (const page of windows) await live(page);
  const [one, other] = [windows[1]!, windows[5]!];
  const shown = (page: Page) => page.getByRole('switch', { name: 'Budget Analyzer' });
  const before = (await shown(other).getAttribute('aria-checked')) === 'true';
  await shown(one).click();
  await other.getByRole('switch', { name: 'Budget Analyzer', checked: !before }).waitFor();
  await one.locator('[data-sonner-toast]').getByRole('button').click();
  await other.getByRole('switch', { name: 'Budget Analyzer', checked: before }).waitFor();
  expect(streams).toHaveLength(2);
  await context.close();
});

test('the sign-in page has no axe violation in either theme', async () => {
  for (const colorScheme of themes) {
    const page = await console_.browser.newPage({ colorScheme });
    await page.goto(`${console_.url}/sign-in`);
    await settled(page);
    expect(await violations(page)).toEqual([]);
    await page.close();
  }
});

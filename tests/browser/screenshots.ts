import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { freePort } from '../../cli/ports.ts';
import { openBrowser } from './chromium.ts';

/**
 * `npm run screenshots [-- <sign-in link>]`: pictures of every page for docs/screenshots, light and dark, desk and phone, and
 * the dashboard in French. Without a link it starts AEGIS in a data folder that is thrown away.
 */
const root = path.join(import.meta.dirname, '..', '..');
const folder = path.join(root, 'docs', 'screenshots');

const pages = {
  'sign-in': '/sign-in',
  dashboard: '/',
  approvals: '/approvals',
  tasks: '/tasks',
  task: '/tasks',
  campaigns: '/campaigns',
  agents: '/agents',
  accounts: '/connections',
  connect: '/connect',
} as const;
const widths = { 1440: 960, 390: 844 } as const;
/** Longer pages are cut, in CSS pixels. */
const LONGEST = 1700;

type State = Awaited<ReturnType<BrowserContext['storageState']>>;

interface Look {
  theme: 'light' | 'dark';
  width: keyof typeof widths;
  language: 'en' | 'fr';
}

async function start(): Promise<{ link: string; stop: () => Promise<void> }> {
  const data = await mkdtemp(path.join(tmpdir(), 'aegis-screenshots-'));
  const names = [
    'PORT',
    'AEGIS_POSTGRES_PORT',
    'AEGIS_TEMPORAL_PORT',
    'AEGIS_TEMPORAL_UI_PORT',
    'AEGIS_SANDBOX_PORT',
  ];
  const ports = await Promise.all(names.map(async (name) => [name, String(await freePort())] as const));
  const child = spawn(process.execPath, [path.join(root, 'cli', 'main.mjs'), 'up'], {
    env: { ...process.env, ...Object.fromEntries(ports), AEGIS_DATA: data, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    if (child.exitCode === null) await ended;
    await rm(data, { recursive: true, force: true });
  };
  // Read to its end: a closed pipe would end what writes to it.
  const lines = createInterface({ input: child.stdout });
  const link = await new Promise<string | null>((resolve) => {
    lines.on('line', (line) => {
      const link = /https?:\/\/\S+\/sign-in\?token=[\w-]+/.exec(line)?.[0];
      if (link !== undefined) resolve(link);
    });
    lines.once('close', () => resolve(null));
  });
  if (link !== null) return { link, stop };
  await stop();
  throw new Error('AEGIS ended before it was ready.');
}

async function signIn(browser: Browser, link: string) {
  const page = await browser.newPage();
  await page.goto(link);
  await page.waitForURL((url) => url.pathname === '/', { timeout: 60_000 });
  const state = await page.context().storageState();
  await page.context().close();
  return state;
}

async function settled(page: Page): Promise<void> {
  await page.locator('h1, h2').first().waitFor({ state: 'attached', timeout: 60_000 });
  await page.waitForFunction(() => document.querySelectorAll('.sk').length === 0, null, { timeout: 60_000 });
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(400);
}

/** A third of the size of Chromium's PNG; the browser itself encodes it. */
async function toWebp(context: BrowserContext, png: Buffer): Promise<Buffer> {
  const page = await context.newPage();
  const url = await page.evaluate(
    async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
      canvas.getContext('2d')!.drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', 0.9);
    },
    `data:image/png;base64,${png.toString('base64')}`,
  );
  await page.close();
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}

/** The newest optimization, whose steps and proposals show most. */
async function newestRun(context: BrowserContext, base: string): Promise<string> {
  const answer = await context.request.get(`${base}/api/v1/tasks?limit=50`);
  const { data } = (await answer.json()) as { data: { id: string; capability: string }[] };
  const run = data.find(({ capability }) => capability === 'spend-optimization') ?? data[0];
  if (!run) throw new Error('There is no task to show.');
  return `/tasks/${run.id}`;
}

async function take(context: BrowserContext, base: string, name: keyof typeof pages, look: Look) {
  const page = await context.newPage();
  await page.goto(base + (name === 'task' ? await newestRun(context, base) : pages[name]));
  await settled(page);
  // The tab bar stands at the lower edge of the picture, not of the first screen.
  const tall = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({
    width: look.width,
    height: Math.min(LONGEST, Math.max(tall, widths[look.width])),
  });
  await page.waitForTimeout(300);
  const suffix = look.language === 'fr' ? '-fr' : '';
  const picture = await toWebp(context, await page.screenshot());
  await writeFile(path.join(folder, `${name}-${look.theme}-${look.width}${suffix}.webp`), picture);
  await page.close();
}

async function newContext(browser: Browser, look: Look, storageState: State | undefined) {
  const context = await browser.newContext({
    storageState,
    viewport: { width: look.width, height: widths[look.width] },
    isMobile: look.width === 390,
    reducedMotion: 'reduce',
  });
  await context.addInitScript(({ theme, language }) => {
    localStorage.setItem('aegis.theme', theme);
    localStorage.setItem('aegis.language', language);
  }, look);
  return context;
}

async function takeAll(browser: Browser, link: string): Promise<void> {
  const state = await signIn(browser, link);
  const base = new URL(link).origin;
  const looks: Look[] = (['light', 'dark'] as const).flatMap((theme) =>
    ([1440, 390] as const).map((width) => ({ theme, width, language: 'en' as const })),
  );
  for (const look of [...looks, { theme: 'light', width: 1440, language: 'fr' } as const]) {
    const names = Object.keys(pages) as (keyof typeof pages)[];
    for (const name of look.language === 'fr' ? (['dashboard'] as const) : names) {
      const context = await newContext(browser, look, name === 'sign-in' ? undefined : state);
      await take(context, base, name, look);
      await context.close();
    }
  }
}

await mkdir(folder, { recursive: true });
const [asked] = process.argv.slice(2);
const running = asked ? { link: asked, stop: () => Promise.resolve() } : await start();
const browser = await openBrowser();
try {
  await takeAll(browser, running.link);
} finally {
  await browser.close();
  await running.stop();
}

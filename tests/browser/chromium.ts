import { existsSync } from 'node:fs';
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';

const system = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** CHROMIUM_PATH, else the system's Chromium or Chrome, else the one that Playwright installed. Throws with the remedy. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string {
  const named = env.CHROMIUM_PATH;
  const found = named
    ? [named].find(existsSync)
    : [...system, chromium.executablePath()].find((path) => existsSync(path));
  if (found) return found;
  const missing = named ? `There is no browser at CHROMIUM_PATH (${named}).` : 'No Chromium was found.';
  throw new Error(`${missing} Install one (npx playwright-core install chromium) or set CHROMIUM_PATH.`);
}

/** A headless browser; the caller closes it. */
export const openBrowser = (more: LaunchOptions = {}): Promise<Browser> =>
  // Containers have neither a sandbox for processes nor much shared memory.
  chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
    ...more,
  });

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { SANDBOX_APP } from '../../sandbox/app.ts';
import { openBrowser } from '../browser/chromium.ts';
import { query, startClient, type Client } from './client.ts';

const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

let client: Client;
let browser: Browser;
/** Stands in for the console that a person is sent back to. */
const shop = createServer((_, response) => response.end('<title>Back</title>'));
let redirect: string;

beforeAll(async () => {
  client = await startClient();
  browser = await openBrowser();
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  redirect = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/callback`;
});
afterAll(async () => {
  await browser.close();
  shop.closeAllConnections();
  shop.close();
  await client.close();
});

const dialog = () =>
  `${client.url}/v26.0/dialog/oauth?${query({ client_id: SANDBOX_APP.id, redirect_uri: redirect, state: 'abc', scope: 'ads_read,ads_management,business_management' })}`;

describe('sandbox consent page in a browser (issue 3 §3, row B1)', () => {
  test.each(['light', 'dark'] as const)(
    '%s, on a phone and a desk: no axe violation, no sideways scroll',
    async (colorScheme) => {
      for (const width of [390, 1440]) {
        const page = await browser.newPage({ colorScheme, viewport: { width, height: 844 } });
        await page.goto(dialog());
        await page.evaluate(axe);
        const violations = await page.evaluate(
          'axe.run().then((result) => result.violations.map((v) => v.id))',
        );
        expect(violations).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(
          0,
        );
        await page.close();
      }
    },
  );

  test('Allow by mouse and Deny by keyboard send the person back', async () => {
    const page = await browser.newPage();
    await page.goto(dialog());
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(/\/callback\?/);
    expect(new URL(page.url()).searchParams.get('state')).toBe('abc');
    expect(new URL(page.url()).searchParams.get('code')).toMatch(/^AQ/);
    await page.goto(dialog());
    await page.getByRole('button', { name: 'Deny' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/callback\?/);
    expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied');
    await page.close();
  });
});

import { expect, test } from '@jest/globals';
import { findChromium } from './chromium.ts';

test('a browser that is not there is named, with the remedy', () => {
  const find = () => findChromium({ CHROMIUM_PATH: '/nowhere/chromium' });
  expect(find).toThrow('There is no browser at CHROMIUM_PATH (/nowhere/chromium).');
  expect(find).toThrow('npx playwright-core install chromium');
});

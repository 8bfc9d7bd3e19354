import type { MoneyJson } from '../../../../contracts/common.ts';
import type { Platform } from '../../../../contracts/platforms.ts';
import { formatMoney } from '../../lib/format.ts';

/** Names of platforms, the same in each language. */
export const platformNames: Record<Platform, string> = {
  meta: 'Meta',
  tiktok: 'TikTok Ads',
  google: 'Google Ads',
  pinterest: 'Pinterest Ads',
  shopify: 'Shopify',
};

/** One side of a change as a person reads it: a budget, or the word for a status. */
export function sideOf(
  side: Record<string, unknown>,
  locale: string,
  statusWord: (status: string) => string,
) {
  const budget = side.dailyBudget as MoneyJson | undefined;
  return budget ? formatMoney(budget, locale) : statusWord(String(side.status));
}

import { budgetStep, isBudget } from '../../../domain/money.ts';
import { formatNumber } from './format.ts';

/** Decimals that budgets of a currency have: 2, or 0 as for JPY. */
export const amountDecimals = (currency: string) => (budgetStep(currency) === 1_000_000n ? 0 : 2);

/**
 * Reads what a person typed in their language, `1,229.50` or `1 229,50`, as micros; null when it is no amount above 0
 * that budgets of the currency can have, or could mean two amounts: `1,229` is 1229 in English and nothing in French.
 */
export function readAmount(text: string, locale: string, currency: string): string | null {
  const plain = text.replace(/[\s\p{Sc}]/gu, '');
  const [, before = '', cents = ''] = /^(.*?)(?:[.,](\d{0,2}))?$/.exec(plain) ?? [];
  const groups =
    cents === '' ? (locale.startsWith('en') ? ',' : '') : plain.at(-1 - cents.length) === '.' ? ',' : '.';
  const grouped = groups !== '' && new RegExp(`^\\d{1,3}(\\${groups}\\d{3})+$`).test(before);
  const whole = grouped ? before.replaceAll(groups, '') : before;
  if (!/^\d{1,9}$/.test(whole)) return null;
  const micros = BigInt(whole) * 1_000_000n + BigInt(cents.padEnd(2, '0')) * 10_000n;
  return isBudget({ micros, currency }) ? String(micros) : null;
}

/** An amount as a person of that language types it: `1,229.50` or `1 229,50`, without its currency. */
export const writeAmount = (micros: string, locale: string, currency: string) =>
  formatNumber(Number(micros) / 1e6, locale, amountDecimals(currency));

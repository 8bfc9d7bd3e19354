import { unitsFromMicros } from '../domain/money.ts';
import { dateFormat, numberFormat } from './formats.ts';
import type { Locale } from '../contracts/common.ts';
import type { Fact } from './types.ts';

const MINUS = '\u2212';
const NBSP = '\u00a0';
const tags: Record<Locale, string> = { en: 'en-GB', fr: 'fr-FR' };

/** Decimals of an amount as it is shown: cents below 100 and where it is exact, else none; never more than the currency has. */
function moneyDecimals(units: number, currency: string, exact: boolean): number {
  const minor =
    numberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return (Math.abs(units) >= 100 && !exact) || Number.isInteger(units) ? 0 : minor;
}

/** A fact as people read it in their language; `signed` puts a plus before gains. */
export function say(fact: Fact, locale: Locale, options: { signed?: boolean } = {}): string {
  const signDisplay = options.signed ? 'exceptZero' : 'auto';
  const number = (value: number, format: Intl.NumberFormatOptions) =>
    tidy(numberFormat(tags[locale], { signDisplay, ...format }).format(value));
  switch (fact.kind) {
    case 'money': {
      const units = unitsFromMicros(BigInt(fact.micros));
      const decimals = moneyDecimals(units, fact.currency, fact.exact ?? false);
      const { currency } = fact;
      return number(units, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
      });
    }
    case 'percent':
      return number(fact.value, { style: 'percent', maximumFractionDigits: percentDecimals(fact.value) });
    case 'ratio':
      return `${number(fact.value, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}×`;
    case 'count':
      return number(fact.value, { maximumFractionDigits: 0 });
    case 'date':
      return sayDate(fact.value, locale, true);
    case 'range':
      return sayRange(fact.from, fact.to, locale);
    case 'name':
      return fact.value;
  }
}

/** One decimal below 10 %, none above. */
export function percentDecimals(share: number): number {
  return Math.abs(share) < 0.0995 ? 1 : 0;
}

function sayDate(date: string, locale: Locale, year: boolean): string {
  const format = dateFormat(tags[locale], {
    day: 'numeric',
    month: 'short',
    ...(year ? { year: 'numeric' } : {}),
    timeZone: 'UTC',
  });
  return tidy(format.format(new Date(`${date}T00:00:00Z`)));
}

/** 16–22 Nov, 26 Oct–22 Nov. */
function sayRange(from: string, to: string, locale: Locale): string {
  if (from === to) return sayDate(from, locale, false);
  if (from.slice(0, 7) === to.slice(0, 7)) return `${Number(from.slice(8))}–${sayDate(to, locale, false)}`;
  return `${sayDate(from, locale, from.slice(0, 4) !== to.slice(0, 4))}–${sayDate(to, locale, from.slice(0, 4) !== to.slice(0, 4))}`;
}

/** The console's font lacks the narrow space; minus is U+2212. */
function tidy(text: string): string {
  return text.replace(/[\u202f\u00a0]/g, NBSP).replace(/^(\D*)-/, `$1${MINUS}`);
}

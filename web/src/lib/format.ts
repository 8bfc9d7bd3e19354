import type { MoneyJson } from '../../../contracts/common.ts';

/** Inter lacks U+202F; the sign of the language is U+2212. */
const tidy = (text: string) => text.replaceAll('\u202f', '\u00a0').replaceAll('-', '\u2212');

/** Keeps a sign with its amount: browsers may break a line between `−` and `€`. U+2060 has no width. */
export const noBreak = (text: string) => text.replaceAll(/([+\u2212])(?=[\p{Sc}\d])/gu, '$1\u2060');

const toNumber = (micros: string | bigint) => Number(BigInt(micros)) / 1e6;

interface MoneyOptions {
  /** Write + before a gain. */
  signed?: boolean;
  /** Decimals: `exact` where there are any, as budgets; `auto` none from 100 on, as sums of an overview. */
  cents?: 'exact' | 'auto' | 'always' | 'never';
  compact?: boolean;
}

/** `€1,229` or `1 229 €`. */
export function formatMoney(
  { micros, currency }: { micros: string | bigint; currency: string } | MoneyJson,
  locale: string,
  { signed = false, cents = 'exact', compact = false }: MoneyOptions = {},
): string {
  const amount = toNumber(micros);
  const whole =
    cents === 'never' ||
    (cents === 'auto' && Math.abs(amount) >= 100) ||
    (cents !== 'always' && Number.isInteger(amount));
  return tidy(
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      signDisplay: signed ? 'exceptZero' : 'negative',
      ...(compact
        ? { notation: 'compact' as const, maximumFractionDigits: 1 }
        : whole
          ? { maximumFractionDigits: 0 }
          : {}),
    }).format(amount),
  );
}

export const formatNumber = (value: number, locale: string, digits = 0, signed = false) =>
  tidy(
    new Intl.NumberFormat(locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: signed ? 'exceptZero' : 'negative',
    }).format(value),
  );

/** A share 0–1 as a percentage. */
export const formatPercent = (share: number, locale: string, digits = 1) =>
  tidy(
    new Intl.NumberFormat(locale, {
      style: 'percent',
      minimumFractionDigits: Number.isInteger(Math.round(share * 1e6) / 1e4) ? 0 : digits,
      maximumFractionDigits: digits,
      signDisplay: 'negative',
    }).format(share),
  );

/** A ratio such as return on ad spend: `4.81×`. */
export const formatRatio = (value: number, locale: string) => `${formatNumber(value, locale, 2)}×`;

/** Calendar days (`YYYY-MM-DD`) belong to no zone; instants are shown in `timeZone`. */
const asDate = (value: string) => new Date(value.length === 10 ? `${value}T00:00:00Z` : value);
const zoneOf = (value: string, timeZone?: string) => (value.length === 10 ? 'UTC' : timeZone);

/** English dates are day first, as the product writes them. */
const dateLocale = (locale: string) => (locale.startsWith('en') ? 'en-GB' : locale);

const styles = {
  full: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  date: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  day: { day: 'numeric', month: 'short' },
  weekday: { weekday: 'short', day: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit' },
  seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  dateTime: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

export function formatDate(
  value: string,
  locale: string,
  style: keyof typeof styles = 'date',
  timeZone?: string,
): string {
  return new Intl.DateTimeFormat(dateLocale(locale), { ...styles[style], timeZone: zoneOf(value, timeZone) })
    .format(asDate(value))
    .replaceAll(',', '')
    .replaceAll('Sept', 'Sep');
}

/** `16–22 Nov`. */
export function formatRange(from: string, to: string, locale: string): string {
  return new Intl.DateTimeFormat(dateLocale(locale), { day: 'numeric', month: 'short', timeZone: 'UTC' })
    .formatRange(asDate(from), asDate(to))
    .replaceAll(/\s*[–-]\s*/g, from.slice(0, 7) === to.slice(0, 7) ? '–' : ' – ');
}

/** `in 22 hr.` or `12 min ago`, in the largest unit that is not zero. */
export function formatAge(value: string, locale: string, now: number = Date.now()): string {
  const seconds = (asDate(value).getTime() - now) / 1000;
  const format = new Intl.RelativeTimeFormat(dateLocale(locale), { numeric: 'always', style: 'short' });
  const size = Math.abs(seconds);
  if (size < 60) return tidyAge(format.format(Math.trunc(seconds), 'second'));
  if (size < 3600) return tidyAge(format.format(Math.trunc(seconds / 60), 'minute'));
  if (size < 48 * 3600) return tidyAge(format.format(Math.trunc(seconds / 3600), 'hour'));
  return tidyAge(format.format(Math.trunc(seconds / 86400), 'day'));
}
const tidyAge = (text: string) => text.replaceAll('\u202f', '\u00a0').replaceAll(/\bhr\b/g, 'h');

/** A length of time: `48 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min${seconds % 60 ? ` ${seconds % 60} s` : ''}`;
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ''}`;
}

/** Whole days from now until an instant, never below 0. */
export const daysUntil = (instant: string, now: number = Date.now()) =>
  Math.max(0, Math.ceil((Date.parse(instant) - now) / 86_400_000));

import { numberFormat } from './formats.ts';
import { unitsFromMicros } from '../domain/money.ts';
import type { Locale } from '../contracts/common.ts';
import type { Analysis, Fact } from './types.ts';

/** A figure of a text that no fact of the analysis gives. */
export interface StrayNumber {
  text: string;
}

const months: Record<string, number> = {};
const monthNames = [
  ['jan', 'january', 'janv', 'janvier'],
  ['feb', 'february', 'févr', 'février', 'fevr', 'fevrier'],
  ['mar', 'march', 'mars'],
  ['apr', 'april', 'avr', 'avril'],
  ['may', 'mai'],
  ['jun', 'june', 'juin'],
  ['jul', 'july', 'juil', 'juillet'],
  ['aug', 'august', 'août', 'aout'],
  ['sep', 'sept', 'september', 'septembre'],
  ['oct', 'october', 'octobre'],
  ['nov', 'november', 'novembre'],
  ['dec', 'december', 'déc', 'décembre', 'decembre'],
];
monthNames.forEach((names, i) => names.forEach((name) => (months[name] = i + 1)));

const words: Record<string, number | null> = {
  two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12, twenty: 20, thirty: 30,
  deux: 2, trois: 3, quatre: 4, cinq: 5, sept: 7, huit: 8, neuf: 9, dix: 10, onze: 11, douze: 12, vingt: 20, trente: 30,
}; // prettier-ignore
/** Amounts in words that no fact is formatted as. */
const unsayable = new Set(
  'half halves third thirds quarter quarters double doubled doubles triple tripled twice thrice dozen hundred hundreds thousand thousands million millions billion moitié tiers quart quarts doubler doublé doublée triplé triplée tripler douzaine centaine centaines cent cents mille millier milliers million millions milliard'.split(' '), // prettier-ignore
);

const MONTH = Object.keys(months).sort((a, b) => b.length - a.length).join('|'); // prettier-ignore
const monthWord = `(?<month>${MONTH})(?![\\p{L}])\\.?`;
const isoDate = /\d{4}-\d{2}-\d{2}/gu;
/** 16–22 Nov 2026, 16 Nov, 1er nov.; then Nov 16, 2026. */
const dayMonth = new RegExp(`(?<![\\d.,])(?:(?<first>\\d{1,2})\\s?[–-]\\s?)?(?<day>\\d{1,2})(?:er|st|nd|rd|th)?\\s(?:of\\s)?${monthWord}(?:\\s(?<year>\\d{4}))?`, 'giu'); // prettier-ignore
const monthDay = new RegExp(`(?<![\\p{L}])${monthWord}\\s(?<day>\\d{1,2})(?:st|nd|rd|th)?(?:(?:\\s?[–-]\\s?)(?<first>\\d{1,2}))?(?:,?\\s(?<year>\\d{4}))?(?!\\d)`, 'giu'); // prettier-ignore
const commonUnits = ['$', '€', '£', '¥', 'EUR', 'USD', 'GBP', 'CHF', 'JPY'];

/** A number with what stands around it; `units` are currency signs and codes. */
function numberPattern(units: readonly string[]): RegExp {
  const unit = [...new Set(units)].map((u) => u.replace(/[$.]/g, '\\$&') + (/\p{L}$/u.test(u) ? '(?![\\p{L}])' : '')).join('|'); // prettier-ignore
  const sign = `(?<sign>(?<![\\d%€$£¥×]\\s?)[+\u2212-])?`;
  const digits = `(?<digits>\\d+(?:[ .,’']\\d{3})*(?:[.,]\\d+)?)`;
  const after = `(?<after>\\s?(?:${unit}|[%×]|[xX](?![\\p{L}])))?`;
  return new RegExp(
    `${sign}(?<before>${unit})?\\s?(?<inner>[\u2212-]?)${digits}(?<scale>\\s?[kKM](?![\\p{L}]))?${after}`,
    'gu',
  );
}

/**
 * Numbers in a text that the given facts do not hold: by kind (money, per cent, times, plain), sign if one is written, and the
 * number of decimals as displayed. Dates must be facts too. Names are taken out first: what a tenant called a campaign is no
 * claim. Number words ("three", "trois") must be counts; vague amounts in words ("half", "le double") are always refused.
 */
export function strayNumbers(text: string, facts: readonly Fact[], locale: Locale): StrayNumber[] {
  return checkNumbers(text, facts, locale).stray;
}

/** As `strayNumbers`, with how many figures were looked at. */
export function checkNumbers(text: string, facts: readonly Fact[], locale: Locale) {
  const stray: StrayNumber[] = [];
  let checked = 0;
  let rest = plainText(text);
  const names = facts.flatMap((f) => (f.kind === 'name' && f.value.trim() !== '' ? [f.value] : []));
  for (const name of names.sort((a, b) => b.length - a.length)) rest = withoutName(rest, plainText(name));

  const dates = new Set(
    facts.flatMap((f) => (f.kind === 'date' ? [f.value] : f.kind === 'range' ? [f.from, f.to] : [])),
  );
  const takeDate = (match: string, found: (date: string) => boolean) => {
    checked++;
    if (![...dates].some(found)) stray.push({ text: match.trim() });
    return ' ';
  };
  rest = rest.replace(isoDate, (match) => takeDate(match, (d) => d === match));
  for (const pattern of [dayMonth, monthDay]) {
    rest = rest.replace(pattern, (match: string, ...args: unknown[]) => {
      const { day, first, month, year } = args.at(-1) as Record<string, string | undefined>;
      const ofMonth = String(months[month!.toLowerCase()]).padStart(2, '0');
      const isOne = (wanted: string) => (date: string) =>
        date.slice(5, 7) === ofMonth &&
        Number(date.slice(8)) === Number(wanted) &&
        (!year || date.startsWith(year));
      if (first !== undefined) takeDate(match, isOne(first));
      return takeDate(match, isOne(day!));
    });
  }
  for (const [digit] of rest.matchAll(/[^\P{N}0-9]/gu)) stray.push({ text: digit });
  const units = facts.flatMap((f) => (f.kind === 'money' ? unitsOf(f.currency) : []));
  for (const match of rest.matchAll(numberPattern([...commonUnits, ...units]))) {
    checked++;
    if (!isKnown(match, facts, locale)) stray.push({ text: match[0].trim() });
  }
  for (const [word] of rest.toLowerCase().matchAll(/[\p{L}]+/gu)) {
    const value = words[word];
    if (unsayable.has(word)) stray.push({ text: word });
    else if (value !== undefined) {
      checked++;
      if (!facts.some((f) => f.kind === 'count' && f.value === value)) stray.push({ text: word });
    }
  }
  return { stray, checked };
}

/** A name counts only as a whole and with a letter in it, so that a campaign called "5" opens no gap. */
function withoutName(text: string, name: string): string {
  if (name.length < 3 || !/\p{L}/u.test(name)) return text;
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu'), '\u2022');
}

/** One form for every way to write the same: full-width digits, narrow spaces, units as words. */
function plainText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\u202f\u00a0\u2009]/g, ' ')
    .replace(/(?<=\d)\s?(?:percent|per cent|pour cent|pourcents?)(?![\p{L}])/giu, '%')
    .replace(/(?<=\d)\s?(?:euros?)(?![\p{L}])/giu, '€')
    .replace(/(?<=\d)\s?(?:dollars?)(?![\p{L}])/giu, '$');
}

function isKnown(match: RegExpMatchArray, facts: readonly Fact[], locale: Locale): boolean {
  const { sign, inner, digits, scale, before, after } = match.groups!;
  const negative = [sign, inner].some((s) => s === '-' || s === '\u2212');
  const signed = negative || sign === '+';
  const unit = `${before ?? ''}${after ?? ''}`.trim();
  const kind =
    unit === '%' ? 'percent' : unit === '×' || /^x$/i.test(unit) ? 'ratio' : unit === '' ? 'count' : 'money';
  const factor = scale ? (scale.trim() === 'M' ? 1e6 : 1e3) : 1;
  return readings(digits!, locale).some(({ value, decimals }) =>
    facts.some((fact) => {
      const held = valueOf(fact, kind);
      if (held === null || (fact.kind === 'money' && !unitsOf(fact.currency).includes(unit))) return false;
      if (signed && held !== 0 && held < 0 !== negative) return false;
      // Half a unit in the last place shown, and a hair for binary fractions.
      const rounding = fact.kind === 'money' && fact.exact ? 0 : factor / 10 ** decimals / 2;
      return Math.abs(Math.abs(held) - value * factor) <= rounding + 1e-9 * Math.abs(held);
    }),
  );
}

/** Ways to write a currency beside an amount: its sign and its code. */
function unitsOf(currency: string): string[] {
  const parts = numberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(1);
  return [parts.find((p) => p.type === 'currency')!.value, currency];
}

function valueOf(fact: Fact, kind: string): number | null {
  if (fact.kind !== kind) return null;
  if (fact.kind === 'money') return unitsFromMicros(BigInt(fact.micros));
  if (fact.kind === 'percent') return fact.value * 100;
  return fact.kind === 'ratio' || fact.kind === 'count' ? fact.value : null;
}

/** What digits with separators mean in a language; a decimal sign of the other language is understood where it cannot group. */
function readings(digits: string, locale: Locale): { value: number; decimals: number }[] {
  const compact = digits.replace(/[ ’']/g, '');
  const [group, point] = locale === 'fr' ? ['.', ','] : [',', '.'];
  const plain = (text: string, sign: string) => {
    const [whole, fraction = ''] = text.split(sign);
    return [{ value: Number(`${whole}.${fraction || 0}`), decimals: fraction.length }];
  };
  if (/^\d+$/.test(compact)) return plain(compact, point);
  if (new RegExp(`^\\d{1,3}(\\${group}\\d{3})+(\\${point}\\d+)?$`).test(compact))
    return plain(compact.replaceAll(group, ''), point);
  if (new RegExp(`^\\d+\\${point}\\d+$`).test(compact)) return plain(compact, point);
  if (new RegExp(`^\\d+\\${group}\\d+$`).test(compact)) return plain(compact, group);
  return [];
}

/** Every fact a text about this analysis may use. */
export function factsOf(analysis: Analysis): Fact[] {
  return [
    ...Object.values(analysis.headline.facts),
    ...analysis.findings.flatMap((f) => Object.values(f.facts)),
    ...analysis.caveats.flatMap((c) => Object.values(c.facts)),
  ];
}

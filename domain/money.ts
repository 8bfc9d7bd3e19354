/** Money is an integer count of micros (1/1,000,000 of the currency unit) with its ISO 4217 code. */
export interface Money {
  micros: bigint;
  currency: string;
}

const MICROS = 1_000_000n;

/**
 * Reads a decimal string such as "14.35" or "-0.007348" into micros, exactly.
 * Throws RangeError when the text is no plain decimal or is finer than a micro.
 */
export function microsFromDecimal(text: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new RangeError(`not a decimal amount: ${JSON.stringify(text.slice(0, 40))}`);
  const [, sign, whole, fraction = ''] = match;
  if (/[1-9]/.test(fraction.slice(6))) throw new RangeError('amount is finer than a micro');
  const micros = BigInt(whole!) * MICROS + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
  return sign ? -micros : micros;
}

/** Writes micros as the shortest decimal string that reads back to the same micros. */
export function decimalFromMicros(micros: bigint): string {
  const sign = micros < 0n ? '-' : '';
  const absolute = micros < 0n ? -micros : micros;
  const fraction = (absolute % MICROS).toString().padStart(6, '0').replace(/0+$/, '');
  return `${sign}${absolute / MICROS}${fraction ? `.${fraction}` : ''}`;
}

/** Micros as a JavaScript number of currency units, for statistics only; never for adding up money. */
export function unitsFromMicros(micros: bigint): number {
  return Number(micros) / 1e6;
}

/** A number of currency units as micros, rounded to the nearest micro. */
export function microsFromUnits(units: number): bigint {
  if (!Number.isFinite(units)) throw new RangeError('amount is not finite');
  return BigInt(Math.round(units * 1e6));
}

/** Rounds micros to whole minor units (two decimals by default), half away from zero. */
export function roundToMinor(micros: bigint, decimals = 2): bigint {
  const step = 10n ** BigInt(6 - decimals);
  const half = step / 2n;
  return micros >= 0n ? ((micros + half) / step) * step : -((-micros + half) / step) * step;
}

/** Currencies whose budgets platforms count in whole units (Meta's list); all others in hundredths. */
const WHOLE_UNITS = ['CLP', 'COP', 'CRC', 'HUF', 'IDR', 'ISK', 'JPY', 'KRW', 'PYG', 'TWD', 'VND'];

/** Micros in the smallest step of a budget. */
export const budgetStep = (currency: string) => (WHOLE_UNITS.includes(currency) ? MICROS : MICROS / 100n);

/** True for what a platform takes as a daily budget: whole steps above zero. */
export const isBudget = ({ micros, currency }: Money) => micros > 0n && micros % budgetStep(currency) === 0n;

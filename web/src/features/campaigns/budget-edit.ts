/** Quick steps offered beside the figure, as shares of the budget. */
export const quickSteps = [-0.1, 0.1, 0.2, 0.3] as const;
const DAYS_A_MONTH = 30.4;

/**
 * Reads what a person typed in their language, `1,229.50` or `1 229,50`, as micros; null when it is no amount above 0
 * or could mean two amounts: `1,229` is 1229 in English and nothing in French.
 */
export function readAmount(text: string, locale: string): string | null {
  const plain = text.replace(/[\s\u00a0\u202f€$£]/g, '');
  const [, before = '', cents = ''] = /^(.*?)(?:[.,](\d{0,2}))?$/.exec(plain) ?? [];
  const groups =
    cents === '' ? (locale.startsWith('en') ? ',' : '') : plain.at(-1 - cents.length) === '.' ? ',' : '.';
  const grouped = groups !== '' && new RegExp(`^\\d{1,3}(\\${groups}\\d{3})+$`).test(before);
  const whole = grouped ? before.replaceAll(groups, '') : before;
  if (!/^\d{1,9}$/.test(whole)) return null;
  const micros = BigInt(whole) * 1_000_000n + BigInt(cents.padEnd(2, '0')) * 10_000n;
  return micros > 0n ? String(micros) : null;
}

/** The budget after a quick step, in micros, rounded to whole units of the currency from 10 units on. */
export function stepBudget(micros: string, step: number): string {
  const units = (Number(micros) / 1e6) * (1 + step);
  const rounded = units >= 10 ? Math.round(units) : Math.round(units * 100) / 100;
  return String(Math.round(rounded * 1e6));
}

/** What a change costs: difference a day and a month of 30.4 days, in micros, and as a share of the budget. */
export function effectOfBudget(from: string, to: string): { day: string; month: string; share: number } {
  const day = BigInt(to) - BigInt(from);
  const share = Number(from) === 0 ? 0 : Number(day) / Number(from);
  return { day: String(day), month: String(Math.round(Number(day) * DAYS_A_MONTH)), share };
}

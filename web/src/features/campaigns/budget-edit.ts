/** Quick steps offered beside the figure, as shares of the budget. */
export const quickSteps = [-0.1, 0.1, 0.2, 0.3] as const;
const DAYS_A_MONTH = 30.4;

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

import { microsFromUnits, roundToMinor } from '../domain/money.ts';
import type { MoneyJson } from '../contracts/common.ts';
import type { Fact, MoneyInterval } from './types.ts';

/** Currency units as micros text, rounded to cents. */
export function microsText(units: number): string {
  return String(roundToMinor(microsFromUnits(units)));
}

export function moneyJson(units: number, currency: string): MoneyJson {
  return { micros: microsText(units), currency };
}

export function moneyInterval(interval: { mean: number; p10: number; p90: number }): MoneyInterval {
  return { mean: microsText(interval.mean), p10: microsText(interval.p10), p90: microsText(interval.p90) };
}

export const fact = {
  money: (units: number, currency: string): Fact => ({ kind: 'money', ...moneyJson(units, currency) }),
  /** A budget: said as it is set. */
  budget: (units: number, currency: string): Fact => ({
    kind: 'money',
    ...moneyJson(units, currency),
    exact: true,
  }),
  percent: (value: number): Fact => ({ kind: 'percent', value }),
  ratio: (value: number): Fact => ({ kind: 'ratio', value }),
  count: (value: number): Fact => ({ kind: 'count', value }),
  date: (value: string): Fact => ({ kind: 'date', value }),
  range: (from: string, to: string): Fact => ({ kind: 'range', from, to }),
  name: (value: string): Fact => ({ kind: 'name', value }),
};

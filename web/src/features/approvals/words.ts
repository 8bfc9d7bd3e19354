import type { MoneyJson } from '../../../../contracts/common.ts';
import type { Proposal } from '../../../../contracts/proposals.ts';
import { formatMoney } from '../../lib/format.ts';

/** One side of a change as a person reads it: a budget, or the word for a status. */
export function sideOf(
  side: Record<string, unknown>,
  locale: string,
  statusWord: (status: string) => string,
) {
  const budget = side.dailyBudget as MoneyJson | undefined;
  return budget ? formatMoney(budget, locale) : statusWord(String(side.status));
}

/** What the platform said when it was read back, as a side of the change; null when it said nothing about it. */
export function sideSeen(readBack: Record<string, unknown>, { to }: { to: Record<string, unknown> }) {
  const budget = to.dailyBudget as MoneyJson | undefined;
  if (!budget) return { status: readBack.status };
  return typeof readBack.dailyBudgetMicros === 'string'
    ? { dailyBudget: { micros: readBack.dailyBudgetMicros, currency: budget.currency } }
    : null;
}

/** The state as a person knows it: one that was set back is in force no longer. */
export function stateOf({ state, setBack }: Pick<Proposal, 'state' | 'setBack'>) {
  return setBack?.at ? 'set_back' : state;
}

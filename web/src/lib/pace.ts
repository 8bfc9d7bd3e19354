export type Pace = 'on' | 'over' | 'under';

/** Where today's spend stands against the share of the day that has passed; both are shares of the budget, 0–1. */
export const paceOf = (spent: number, due: number): Pace =>
  spent > due + 0.1 ? 'over' : spent < due - 0.15 ? 'under' : 'on';

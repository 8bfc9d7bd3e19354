/** A running clock is ahead of the machine's by an offset; a frozen one stands. */
export type ClockState = { offsetMs: number } | { frozenAt: number };

export interface Clock {
  /** Sandbox time in ms since 1970. */
  now(): number;
  state(): ClockState;
  set(state: ClockState): void;
  /** The state in which the clock shows `instant`, running or frozen. */
  stateAt(instant: number, frozen: boolean): ClockState;
}

export function createClock(machine: () => number): Clock {
  let state: ClockState = { offsetMs: 0 };
  return {
    now: () => ('frozenAt' in state ? state.frozenAt : machine() + state.offsetMs),
    state: () => state,
    set: (next) => {
      state = next;
    },
    stateAt: (instant, frozen) => (frozen ? { frozenAt: instant } : { offsetMs: instant - machine() }),
  };
}

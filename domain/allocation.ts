/** One thing money can go to. Amounts in currency units a day. */
export interface AllocationItem {
  /** Value of an amount; may be S-shaped. Called only inside the bounds. */
  value: (amount: number) => number;
  low: number;
  high: number;
}

export interface Allocation {
  amounts: number[];
  value: number;
}

/**
 * Gives out a total so that the sum of values is largest, within each item's bounds. Dynamic programming on a grid finds the
 * right hill even where curves are S-shaped (marginal methods stop on the wrong one), then pairs of items exchange ever smaller
 * amounts. All of the total is given out, as far as the bounds allow. `steps` is the grid's size over the money that is free to
 * move. Throws RangeError when the lower bounds alone exceed the total.
 */
export function allocate(items: readonly AllocationItem[], total: number, steps = 400): Allocation {
  const least = items.reduce((sum, i) => sum + i.low, 0);
  const most = items.reduce((sum, i) => sum + i.high, 0);
  if (least > total * (1 + 1e-12)) throw new RangeError('lower bounds exceed the total');
  const free = Math.max(0, Math.min(total, most) - least);
  const unit = free / steps;
  const amounts = unit > 0 ? fromGrid(items, unit, steps) : items.map((i) => i.low);
  handOutRest(items, amounts, Math.min(total, most));
  if (unit > 0) polish(items, amounts, unit);
  return { amounts, value: items.reduce((sum, item, i) => sum + item.value(amounts[i]!), 0) };
}

/** Money that may stay unspent: add it to the items when value can fall below cost. */
export function idle(most: number): AllocationItem {
  return { value: () => 0, low: 0, high: most };
}

/** Best[k] after an item: largest value of the items so far with k units above their lower bounds. */
function fromGrid(items: readonly AllocationItem[], unit: number, steps: number): number[] {
  let best = new Float64Array(steps + 1).fill(-Infinity);
  best[0] = 0;
  const choices: Int32Array[] = [];
  for (const item of items) {
    const room = Math.min(steps, Math.floor((item.high - item.low) / unit + 1e-9));
    const values = Float64Array.from({ length: Math.max(0, room) + 1 }, (_, k) =>
      item.value(item.low + k * unit),
    );
    const next = new Float64Array(steps + 1).fill(-Infinity);
    const choice = new Int32Array(steps + 1);
    for (let k = 0; k <= steps; k++) {
      for (let own = 0; own < values.length && own <= k; own++) {
        const candidate = best[k - own]! + values[own]!;
        if (candidate > next[k]!) {
          next[k] = candidate;
          choice[k] = own;
        }
      }
    }
    choices.push(choice);
    best = next;
  }
  let at = steps;
  while (best[at] === -Infinity) at--;
  const amounts = new Array<number>(items.length);
  for (let i = items.length - 1; i >= 0; i--) {
    const own = choices[i]![at]!;
    amounts[i] = items[i]!.low + own * unit;
    at -= own;
  }
  return amounts;
}

/** What the grid could not place because a bound lies between two of its steps goes where it adds most. */
function handOutRest(items: readonly AllocationItem[], amounts: number[], total: number): void {
  let rest = total - amounts.reduce((sum, a) => sum + a, 0);
  while (rest > total * 1e-12) {
    let chosen = -1;
    let gain = -Infinity;
    items.forEach((item, i) => {
      const step = Math.min(rest, item.high - amounts[i]!);
      if (step <= 0) return;
      const perUnit = (item.value(amounts[i]! + step) - item.value(amounts[i]!)) / step;
      if (perUnit > gain) [chosen, gain] = [i, perUnit];
    });
    if (chosen < 0) return;
    const step = Math.min(rest, items[chosen]!.high - amounts[chosen]!);
    amounts[chosen]! += step;
    rest -= step;
  }
}

/** Moves ever smaller amounts from one item to another while that adds value. */
function polish(items: readonly AllocationItem[], amounts: number[], unit: number): void {
  const values = items.map((item, i) => item.value(amounts[i]!));
  const change = (i: number, step: number) => {
    const amount = amounts[i]! + step;
    return amount < items[i]!.low || amount > items[i]!.high
      ? -Infinity
      : items[i]!.value(amount) - values[i]!;
  };
  for (let step = unit; step > unit / 2000; step /= 2) {
    for (let moved = true, rounds = 0; moved && rounds < 50; rounds++) {
      moved = false;
      const tiny = 1e-12 * Math.abs(values.reduce((a, b) => a + b, 0));
      const gains = items.map((_, i) => change(i, step));
      const losses = items.map((_, i) => change(i, -step));
      for (let from = 0; from < items.length; from++) {
        for (let to = 0; to < items.length; to++) {
          if (from === to || losses[from]! + gains[to]! <= tiny) continue;
          amounts[from]! -= step;
          amounts[to]! += step;
          for (const i of [from, to]) {
            values[i] = items[i]!.value(amounts[i]!);
            gains[i] = change(i, step);
            losses[i] = change(i, -step);
          }
          moved = true;
        }
      }
    }
  }
}

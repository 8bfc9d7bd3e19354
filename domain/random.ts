/** Draws from one stream. The same key gives the same stream on every machine, for good. */
export interface Random {
  /** Uniform in [0, 1), in steps of 2^-32. */
  uniform: () => number;
  /** Uniform whole number in [low, high], both ends possible. */
  integer(low: number, high: number): number;
  /** Standard normal (Marsaglia's polar method). */
  normal: () => number;
  /** Gamma with the given shape and scale 1, so its mean is the shape (Marsaglia and Tsang 2000). Shape > 0. */
  gamma(shape: number): number;
  /** Poisson, exact for every mean ≥ 0; takes time in proportion to the mean. */
  poisson(mean: number): number;
  /** One item of a non-empty list. */
  pick<T>(items: readonly T[]): T;
}

/**
 * The stream of a key such as `randomFor(seed, campaignId, day)`: any part of a large random world can be computed alone,
 * in any order. Generator: sfc32 (Doty-Humphrey), seeded by hashing the key's parts. Not for secrets.
 */
export function randomFor(...key: (string | number)[]): Random {
  const next = sfc32(key.join('\u0000'));
  const uniform = () => next() / 2 ** 32;

  function normal(): number {
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
    }
  }

  function gamma(shape: number): number {
    if (!(shape > 0)) throw new RangeError('gamma needs a shape above 0');
    if (shape < 1) return gamma(shape + 1) * (1 - uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - uniform()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  function poisson(mean: number): number {
    if (!(mean >= 0)) throw new RangeError('poisson needs a mean of 0 or more');
    let count = 0;
    // A Poisson of a large mean is a sum of Poissons of small means; the product below would underflow otherwise.
    for (let rest = mean; rest > 0; rest -= 32) {
      const limit = Math.exp(-Math.min(rest, 32));
      for (let product = 1 - uniform(); product > limit; product *= 1 - uniform()) count++;
    }
    return count;
  }

  const integer = (low: number, high: number) => low + Math.floor(uniform() * (high - low + 1));
  const pick = <T>(items: readonly T[]): T => items[integer(0, items.length - 1)]!;

  return { uniform, integer, normal, gamma, poisson, pick };
}

function sfc32(text: string): () => number {
  let [a, b, c] = [0x9e3779b9, 0x243f6a88, 0xb7e15162];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x85ebca6b);
    b = Math.imul(b ^ unit, 0xc2b2ae35) ^ (a >>> 15);
    c = Math.imul(c ^ unit, 0x27d4eb2f) ^ (b >>> 13);
  }
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 16; i++) next();
  return next;
}

import { dayNumber, weekday } from './calendar.ts';
import { fitResponse, type ResponseCurve } from './response-curve.ts';
import { expectedValue, weighShapes, windowOf, type ResponseDay } from './response-posterior.ts';
import { priorShapes, type PriorShape } from './response-shapes.ts';
import { deviation, mean, median } from './statistics.ts';

/** Why no response curve is given. Stable codes. */
export type RefusalReason =
  'no-values' | 'too-few-days' | 'too-little-variation' | 'not-increasing' | 'no-held-out-skill';

/** What was measured and what would have been needed. */
export interface Refusal {
  reason: RefusalReason;
  measured: number;
  needed: number;
}

export type Identified =
  { curve: ResponseCurve; spendVariation: number; heldOutSkill: number } | { refusal: Refusal };

export const gate = {
  days: 60,
  /** Coefficient of variation of daily spend, weekdays taken out. */
  spendVariation: 0.2,
  /** Chance that value rises with spend at all. */
  increasing: 0.8,
  /** Share of the squared error on days left out that knowing the spend saves. */
  heldOutSkill: 0,
};

const FOLDS = 4;
/** Straight lines on log-log paper, falling and rising, all equally believable. */
const elasticities: PriorShape[] = Array.from({ length: 31 }, (_, i) => ({
  shape: { form: 'power', a: (i - 10) / 10 },
  logPrior: 0,
}));
const flat: PriorShape[] = [{ shape: { form: 'power', a: 0 }, logPrior: 0 }];

/** Fits a response curve when the days can tell one, else says why not. `days` as in `fitResponse`; may be empty. */
export function identifyResponse(days: readonly ResponseDay[], asOf: string): Identified {
  if (days.length < gate.days) return refuse('too-few-days', days.length, gate.days);
  const withValue = days.filter((d) => d.value > 0).length;
  if (withValue < gate.days / 3) return refuse('no-values', withValue, gate.days / 3);
  const spendVariation = variationOfSpend(days);
  if (spendVariation < gate.spendVariation)
    return refuse('too-little-variation', spendVariation, gate.spendVariation);
  const increasing = chanceOfIncrease(days, asOf);
  if (increasing < gate.increasing) return refuse('not-increasing', increasing, gate.increasing);
  const heldOutSkill = skillOnHeldOut(days, asOf);
  if (heldOutSkill <= gate.heldOutSkill) return refuse('no-held-out-skill', heldOutSkill, gate.heldOutSkill);
  return { curve: fitResponse(days, asOf), spendVariation, heldOutSkill };
}

function refuse(reason: RefusalReason, measured: number, needed: number): Identified {
  return { refusal: { reason, measured, needed } };
}

/** Coefficient of variation of daily spend after each weekday is brought to the same mean. */
export function variationOfSpend(days: readonly ResponseDay[]): number {
  const overall = mean(days.map((d) => d.spend));
  const factor = Array.from({ length: 7 }, (_, w) => {
    const own = days.filter((d) => weekday(d.date) === w).map((d) => d.spend);
    return own.length > 0 ? mean(own) / overall : 1;
  });
  const levelled = days.map((d) => d.spend / factor[weekday(d.date)]!);
  return deviation(levelled) / mean(levelled);
}

function chanceOfIncrease(days: readonly ResponseDay[], asOf: string): number {
  const { nodes } = weighShapes(days, windowOf(days, asOf), elasticities);
  return nodes.reduce((sum, n) => sum + (n.shape.form === 'power' && n.shape.a > 0.001 ? n.weight : 0), 0);
}

/**
 * 1 − squared error with the curve / squared error without it, on weeks that the fit has not seen (every fourth week left
 * out in turn), errors relative to the square root of the expected value.
 */
function skillOnHeldOut(days: readonly ResponseDay[], asOf: string): number {
  const window = windowOf(days, asOf);
  const shapes = priorShapes(median(days.map((d) => d.spend)));
  const start = dayNumber(window.from);
  const fold = (d: ResponseDay) => Math.floor((dayNumber(d.date) - start) / 7) % FOLDS;
  let withCurve = 0;
  let without = 0;
  for (let left = 0; left < FOLDS; left++) {
    const seen = days.filter((d) => fold(d) !== left);
    const curve = weighShapes(seen, window, shapes);
    const constant = weighShapes(seen, window, flat);
    for (const day of days.filter((d) => fold(d) === left)) {
      const base = expectedValue(constant, day, window);
      const weight = 1 / Math.max(base, 1e-9);
      withCurve += weight * (day.value - expectedValue(curve, day, window)) ** 2;
      without += weight * (day.value - base) ** 2;
    }
  }
  return without > 0 ? 1 - withCurve / without : 0;
}

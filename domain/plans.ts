/** Plans (spec E2), smallest first. */
export const planKeys = ['free', 'starter', 'pro', 'enterprise'] as const;
export type PlanKey = (typeof planKeys)[number];

/** What a plan counts. */
export const limitNames = ['tasks', 'agents', 'connectors'] as const;
export type LimitName = (typeof limitNames)[number];

/** How much of each a plan gives; null: no limit. */
export type Limits = Readonly<Record<LimitName, number | null>>;

/** What a workspace has and what becomes of it; the three `next` are all set or all null. */
export interface Standing {
  plan: PlanKey;
  nextPlan: PlanKey | null;
  nextPlanAt: Date | null;
  nextReason: 'trial' | 'downgrade' | null;
  trialUsedAt: Date | null;
}

export const eventKinds = [
  'started',
  'trial-started',
  'trial-kept',
  'trial-ended',
  'upgraded',
  'downgrade-scheduled',
  'downgrade-withdrawn',
  'downgraded',
] as const;
export type PlanEventKind = (typeof eventKinds)[number];

export interface Step {
  standing: Standing;
  /** null: nothing has changed. */
  kind: PlanEventKind | null;
}

const DAY_MS = 86_400_000;
/** A smaller plan begins this long after it was asked for: time to take it back, or to choose what stays on. */
export const GRACE_DAYS = 14;
export const TRIAL_DAYS = 14;

export const isLarger = (a: PlanKey, b: PlanKey) => planKeys.indexOf(a) > planKeys.indexOf(b);

const nothingNext = { nextPlan: null, nextPlanAt: null, nextReason: null } as const;

/**
 * A larger plan begins at once; a smaller one after the days of grace, or at the end of a trial; the present one keeps it,
 * taking back what was to come.
 */
export function changed(standing: Standing, to: PlanKey, now: Date): Step {
  const { plan, nextPlan, nextReason } = standing;
  const kept = { ...standing, plan: to, ...nothingNext };
  if (to === plan) {
    if (nextReason === null) return { standing, kind: null };
    return { standing: kept, kind: nextReason === 'trial' ? 'trial-kept' : 'downgrade-withdrawn' };
  }
  if (isLarger(to, plan)) return { standing: kept, kind: 'upgraded' };
  if (nextPlan === to) return { standing, kind: null };
  // A trial's end stays where it is; choosing again does not lengthen the grace.
  const next = {
    nextPlan: to,
    nextPlanAt: standing.nextPlanAt ?? new Date(now.getTime() + GRACE_DAYS * DAY_MS),
    nextReason: nextReason ?? ('downgrade' as const),
  };
  return { standing: { ...standing, ...next }, kind: 'downgrade-scheduled' };
}

/** A larger plan for a while, once per workspace and not while a smaller one is on its way; null: not possible. */
export function tried(standing: Standing, to: PlanKey, now: Date): Step | null {
  const { plan, nextPlan, trialUsedAt } = standing;
  if (trialUsedAt || nextPlan || !isLarger(to, plan)) return null;
  const nextPlanAt = new Date(now.getTime() + TRIAL_DAYS * DAY_MS);
  const trial = { nextPlan: plan, nextPlanAt, nextReason: 'trial' as const, trialUsedAt: now };
  return { standing: { ...standing, plan: to, ...trial }, kind: 'trial-started' };
}

/** What time has made of it. */
export function settled(standing: Standing, now: Date): Step {
  const { nextPlan, nextPlanAt, nextReason } = standing;
  if (!nextPlan || !nextPlanAt || nextPlanAt > now) return { standing, kind: null };
  const kind = nextReason === 'trial' ? 'trial-ended' : 'downgraded';
  return { standing: { ...standing, plan: nextPlan, ...nothingNext }, kind };
}

/** The smallest plan above `plan` that gives more than `used` of something; null: none does. `plans`: smallest first. */
export function opensWith<Plan extends { key: PlanKey }>(
  plans: readonly Plan[],
  plan: PlanKey,
  gives: (candidate: Plan) => number | null,
  used: number,
): PlanKey | null {
  const found = plans.find((candidate) => {
    const limit = gives(candidate);
    return isLarger(candidate.key, plan) && (limit === null || limit > used);
  });
  return found?.key ?? null;
}

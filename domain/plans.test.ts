import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  changed,
  isLarger,
  opensWith,
  planKeys,
  settled,
  tried,
  type PlanKey,
  type Standing,
  type Step,
} from './plans.ts';

const DAY = 86_400_000;
const now = new Date('2026-11-23T12:00:00Z');
const after = (days: number) => new Date(now.getTime() + days * DAY);
const on = (plan: PlanKey): Standing => ({
  plan,
  nextPlan: null,
  nextPlanAt: null,
  nextReason: null,
  trialUsedAt: null,
});

describe('the life of a subscription (E2)', () => {
  test('a larger plan begins at once', () => {
    expect(changed(on('free'), 'pro', now)).toEqual({ standing: on('pro'), kind: 'upgraded' });
  });

  test('a smaller plan begins after 14 days of grace, and not earlier', () => {
    const { standing, kind } = changed(on('pro'), 'free', now);
    expect(kind).toBe('downgrade-scheduled');
    expect(standing).toEqual({
      ...on('pro'),
      nextPlan: 'free',
      nextPlanAt: after(14),
      nextReason: 'downgrade',
    });
    expect(settled(standing, new Date(after(14).getTime() - 1))).toEqual({ standing, kind: null });
    expect(settled(standing, after(14))).toEqual({ standing: on('free'), kind: 'downgraded' });
  });

  test('choosing another smaller plan does not lengthen the grace; choosing the present one takes it back', () => {
    const first = changed(on('pro'), 'free', now).standing;
    const second = changed(first, 'starter', after(10));
    expect(second.kind).toBe('downgrade-scheduled');
    expect(second.standing).toMatchObject({ plan: 'pro', nextPlan: 'starter', nextPlanAt: after(14) });
    expect(changed(second.standing, 'pro', after(11))).toEqual({
      standing: on('pro'),
      kind: 'downgrade-withdrawn',
    });
    expect(changed(first, 'free', after(3))).toEqual({ standing: first, kind: null });
  });

  test('a trial ends after 14 days in the plan before it, unless it is kept', () => {
    const { standing, kind } = tried(on('free'), 'pro', now)!;
    expect(kind).toBe('trial-started');
    expect(standing).toMatchObject({ plan: 'pro', nextPlan: 'free', nextPlanAt: after(14), nextReason: 'trial' }); // prettier-ignore
    expect(settled(standing, after(14))).toMatchObject({ standing: { plan: 'free' }, kind: 'trial-ended' });
    const kept = changed(standing, 'pro', after(13));
    expect(kept).toMatchObject({ standing: { plan: 'pro', nextPlan: null }, kind: 'trial-kept' });
    expect(settled(kept.standing, after(40)).standing.plan).toBe('pro');
  });

  test('a trial is given once, and only of a larger plan', () => {
    const { standing } = tried(on('free'), 'pro', now)!;
    expect(tried(settled(standing, after(14)).standing, 'pro', after(20))).toBeNull();
    expect(tried(on('pro'), 'starter', now)).toBeNull();
    expect(tried(on('pro'), 'pro', now)).toBeNull();
    expect(tried(changed(on('starter'), 'free', now).standing, 'pro', now)).toBeNull();
  });

  test('whatever people choose, a plan shrinks only when its time has come, and something is next in all parts or none', () => {
    const plan = fc.constantFrom(...planKeys);
    const act = fc.record({ to: plan, trial: fc.boolean(), days: fc.integer({ min: 0, max: 20 }) });
    fc.assert(
      fc.property(plan, fc.array(act, { maxLength: 20 }), (first, acts) => {
        let standing = on(first);
        let at = now;
        for (const { to, trial, days } of acts) {
          at = new Date(at.getTime() + days * DAY);
          const before = standing;
          const due = settled(standing, at);
          if (before.nextPlanAt && before.nextPlanAt <= at) {
            expect(due.standing.plan).toBe(before.nextPlan);
            expect(isLarger(before.plan, due.standing.plan)).toBe(true);
          } else expect(due.standing).toBe(before);
          const step: Step = (trial ? tried(due.standing, to, at) : null) ?? changed(due.standing, to, at);
          expect(isLarger(due.standing.plan, step.standing.plan)).toBe(false);
          standing = step.standing;
          const parts = [standing.nextPlan, standing.nextPlanAt, standing.nextReason];
          expect(new Set(parts.map((part) => part === null)).size).toBe(1);
          if (standing.nextPlan) expect(isLarger(standing.plan, standing.nextPlan)).toBe(true);
        }
      }),
    );
  });
});

test('the plan that opens more is the smallest larger one that gives more than is used (E2)', () => {
  const plans = [
    { key: 'free' as const, agents: 1 },
    { key: 'starter' as const, agents: 5 },
    { key: 'pro' as const, agents: 20 },
    { key: 'enterprise' as const, agents: null },
  ];
  const gives = (plan: (typeof plans)[number]) => plan.agents;
  expect(opensWith(plans, 'free', gives, 1)).toBe('starter');
  expect(opensWith(plans, 'free', gives, 5)).toBe('pro');
  expect(opensWith(plans, 'pro', gives, 20)).toBe('enterprise');
  expect(opensWith(plans, 'enterprise', gives, 1_000)).toBeNull();
});

import { addDays } from '../../domain/calendar.ts';
import { fact } from '../facts.ts';
import type { Evidence } from '../types.ts';
import type { AccountDays } from './account-days.ts';
import type { Candidate } from './candidates.ts';
import { marginalAt } from './effect.ts';
import { lastBudgetChange } from './last-change.ts';

/** Why to believe the curve of a campaign, each reason with its figure and the rows behind it. */
export function evidenceOf(account: AccountDays, candidate: Candidate): Evidence[] {
  const { currency } = account;
  const { curve, source } = candidate;
  const days = curve.dots;
  const [from, to] = [days[0]!.date, days.at(-1)!.date];
  const rows = { stream: 'campaign-days', from, to, rows: curve.days };
  const marginal = marginalAt(candidate, candidate.budget);
  const evidence: Evidence[] = [
    {
      id: 'marginal',
      kind: 'marginal-return',
      figure: fact.ratio(marginal),
      facts: {
        marginal: fact.ratio(marginal),
        needed: fact.ratio(1 / account.margin),
        days: fact.count(curve.days),
      },
      source: rows,
    },
    {
      id: 'tried',
      kind: 'budgets-tried',
      figure: fact.percent(Math.max(0, curve.r2)),
      facts: {
        days: fact.count(curve.days),
        low: fact.money(Math.round(candidate.tried.from), currency),
        high: fact.money(Math.round(candidate.tried.to), currency),
        explained: fact.percent(Math.max(0, curve.r2)),
      },
      source: rows,
    },
    {
      id: 'held-out',
      kind: 'held-out-skill',
      figure: fact.percent(candidate.heldOutSkill),
      facts: { skill: fact.percent(candidate.heldOutSkill) },
      source: rows,
    },
  ];
  const change = lastBudgetChange(source.days, account.settledTo);
  if (change) {
    const extraSpend = fact.money(change.extraSpend, currency);
    evidence.splice(1, 0, {
      id: 'last-change',
      kind: change.extraSpend > 0 ? 'last-raise' : 'last-cut',
      figure: fact.money(change.extraValue, currency),
      facts: {
        before: fact.money(change.before, currency),
        after: fact.money(change.after, currency),
        on: fact.date(change.on),
        days: fact.count(change.days),
        extraSpend,
        extraValue: fact.money(change.extraValue, currency),
      },
      source: {
        stream: 'campaign-days',
        from: addDays(change.on, -change.days),
        to: addDays(change.on, change.days - 1),
        rows: 2 * change.days,
      },
    });
  }
  const { checked, inside } = account.gathered.calibration;
  if (checked >= 5)
    evidence.push({
      id: 'calibration',
      kind: 'calibration',
      figure: fact.percent(inside / checked),
      facts: { inside: fact.count(inside), checked: fact.count(checked), promised: fact.percent(0.8) },
      source: { stream: 'outcome-checks', from: null, to: null, rows: checked },
    });
  return evidence;
}

import { fact } from '../facts.ts';
import type { Finding } from '../types.ts';

/** The refusal of a capability that needs more days than the account has. */
export function tooFewDays(days: number, needed: number): Finding {
  const facts = { days: fact.count(days), needed: fact.count(needed) };
  return { id: 'too-few-days', kind: 'too-few-days', tone: 'neutral', campaignId: null, facts };
}

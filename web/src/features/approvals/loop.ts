import type { Proposal, ProposalDetail } from '../../../../contracts/proposals.ts';

/** The six stations of a change, in order. */
export const stations = ['proposed', 'approved', 'applied', 'readBack', 'checked', 'scored'] as const;
export type Station = (typeof stations)[number];
export interface LoopStop {
  station: Station;
  state: 'done' | 'now' | 'next' | 'stopped';
  at: string | null;
}

const reached: Record<Proposal['state'], number> = {
  proposed: 1,
  approved: 2,
  applying: 2,
  conflict: 2,
  failed: 2,
  applied: 3,
  read_back: 4,
  rejected: 1,
  expired: 1,
  withdrawn: 1,
};
const stoppedStates = new Set<Proposal['state']>(['rejected', 'expired', 'withdrawn', 'conflict', 'failed']);

/** How far a change has come: stations before the reached one are done, that one is now; where it stopped nothing follows. */
export function loopOf(proposal: Proposal & Partial<Pick<ProposalDetail, 'outcomes'>>): LoopStop[] {
  const outcomes = [...(proposal.outcomes ?? [])].sort((a, b) => a.afterDays - b.afterDays);
  const over = outcomes.filter((o) => o.state !== 'due').length;
  const at = reached[proposal.state] + (proposal.state === 'read_back' ? over : 0);
  const stopped = stoppedStates.has(proposal.state) || Boolean(proposal.setBack?.at);
  const times = [
    proposal.createdAt,
    proposal.decidedAt,
    proposal.appliedAt,
    proposal.state === 'read_back' ? proposal.appliedAt : null,
    outcomes[0]?.dueAt ?? proposal.nextCheckAt,
    outcomes[1]?.dueAt ?? null,
  ];
  const stateAt = (i: number): LoopStop['state'] => {
    if (outcomes[i - 4]?.state === 'refused') return 'stopped';
    if (i < at) return 'done';
    return i > at ? 'next' : stopped ? 'stopped' : 'now';
  };
  const stops = stations.map((station, i) => ({
    station,
    state: stateAt(i),
    at: (i === at && proposal.setBack?.at) || (times[i] ?? null),
  }));
  return stopped ? stops.slice(0, at + 1) : stops;
}

/** States in which a person can still decide. */
export function isWaiting(proposal: Pick<Proposal, 'state'>): boolean {
  return proposal.state === 'proposed';
}

/** True once the platform has the new value, so that it can be set back. */
export function isApplied(proposal: Pick<Proposal, 'state'>): boolean {
  return proposal.state === 'applied' || proposal.state === 'read_back';
}

import type { Proposal } from '../../../../contracts/proposals.ts';
import { useProposals } from './queries.ts';

export type QueueView = 'waiting' | 'decided';

export interface QueueGroup {
  key: 'waiting' | 'unknown' | 'decided';
  proposals: Proposal[];
}

export interface QueueState {
  groups: QueueGroup[];
  isPending: boolean;
  isError: boolean;
  retry: () => void;
}

/** What waits and what was applied without a known outcome; or everything that was decided. */
export function useQueue(view: QueueView): QueueState {
  const waiting = useProposals('waiting', view === 'waiting');
  const applied = useProposals('applied');
  const decided = useProposals('decided', view === 'decided');
  const parts = view === 'waiting' ? [waiting, applied] : [decided, applied];
  return {
    groups: groupsOf(
      view,
      ...([waiting, applied, decided].map((part) => part.data?.data ?? []) as [
        Proposal[],
        Proposal[],
        Proposal[],
      ]),
    ),
    isPending: parts.some((part) => part.isPending),
    isError: parts.some((part) => part.isError),
    retry: () => parts.forEach((part) => void part.refetch()),
  };
}

/** Most urgent first, then the largest effect; what was decided newest first. Empty groups are left out. */
export function groupsOf(
  view: QueueView,
  waiting: Proposal[],
  applied: Proposal[],
  decided: Proposal[],
): QueueGroup[] {
  const gain = (p: Proposal) => Number(p.effect?.afterCosts.mean ?? 0);
  const decidedAt = (p: Proposal) => p.decidedAt ?? p.expiresAt;
  const groups: QueueGroup[] =
    view === 'waiting'
      ? [
          {
            key: 'waiting',
            proposals: waiting.toSorted(
              (a, b) => a.expiresAt.slice(0, 16).localeCompare(b.expiresAt.slice(0, 16)) || gain(b) - gain(a),
            ),
          },
          { key: 'unknown', proposals: applied.filter((p) => p.nextCheckAt !== null) },
        ]
      : [
          {
            key: 'decided',
            proposals: [...decided, ...applied].toSorted((a, b) => decidedAt(b).localeCompare(decidedAt(a))),
          },
        ];
  return groups.filter((group) => group.proposals.length > 0);
}

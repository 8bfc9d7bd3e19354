import { lazy, Suspense } from 'react';
import type { ProposalDetails } from '../../../../agents/budget-analyzer/proposal.ts';
import type { Words } from '../../../../agents/types.ts';
import { ErrorState } from '../../components/states.tsx';
import { Decision } from './decision.tsx';
import { Effect } from './effect.tsx';
import { Ended } from './ended.tsx';
import { Evidence } from './evidence.tsx';
import { Head } from './head.tsx';
import { Others } from './others.tsx';
import { Outcomes } from './outcomes.tsx';
import { Plan } from './plan.tsx';
import { PolicyAndRisks } from './policy-and-risks.tsx';
import { useProposal } from './queries.ts';

const ResponseCurve = lazy(() => import('./response-curve.tsx'));
type ProposalWords = Words['proposals'][number];

/** One proposal with everything a person needs to judge it. */
export function ProposalPanel({ id }: { id: string }) {
  const { data: proposal, error, isPending, refetch } = useProposal(id);
  if (isPending)
    return (
      <div className="prop" role="status" aria-busy="true">
        <div className="col g16">
          {[120, 140, 320].map((h) => (
            <span key={h} className="sk" style={{ height: h }} />
          ))}
        </div>
        <span className="sk" style={{ height: 300 }} />
      </div>
    );
  if (!proposal)
    return (
      <div style={{ padding: 32 }}>
        <ErrorState problem={error} onRetry={() => void refetch()} />
      </div>
    );
  const words = proposal.words as ProposalWords | null;
  const details = proposal.details as ProposalDetails | null;
  return (
    <div className="prop">
      <div className="col" style={{ gap: 20, minWidth: 0 }}>
        <Head proposal={proposal} />
        <Ended proposal={proposal} />
        <Outcomes proposal={proposal} />
        {proposal.effect && <Effect effect={proposal.effect} />}
        {details?.plan && details.plan.moves > 1 && <Plan proposal={proposal} plan={details.plan} />}
        {details?.curve && proposal.effect && (
          <Suspense fallback={<span className="sk" style={{ height: 380 }} />}>
            <ResponseCurve curve={details.curve} currency={proposal.effect.currency} />
          </Suspense>
        )}
        {words && words.evidence.length > 0 && <Evidence evidence={words.evidence} />}
        {details && details.alternatives?.length > 0 && (
          <Others details={details} words={words?.alternatives ?? []} />
        )}
      </div>
      <div className="prop-rail">
        <Decision proposal={proposal} />
        <PolicyAndRisks proposal={proposal} risks={words?.risks ?? []} />
      </div>
    </div>
  );
}

import { ArrowRight } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ProposalDetails } from '../../../../agents/budget-analyzer/proposal.ts';
import type { Words } from '../../../../agents/types.ts';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { formatDate, formatMoney, formatPercent } from '../../lib/format.ts';
import { Decision } from './decision.tsx';
import { Interval } from './interval.tsx';
import { loopOf, type LoopStop } from './loop.ts';
import { PolicyAndRisks } from './policy-and-risks.tsx';
import { useProposal, useReader } from './queries.ts';
import { platformNames, sideOf } from './words.ts';

const ResponseCurve = lazy(() => import('./response-curve.tsx'));
type ProposalWords = Words['proposals'][number];

/** One proposal with everything a person needs to judge it. */
export function ProposalPanel({ id }: { id: string }) {
  const { t } = useTranslation('approvals');
  const { data: proposal, isPending, refetch } = useProposal(id);
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
      <div role="alert" style={{ padding: 32 }}>
        <p className="sub">{t('error')}</p>
        <button className="btn s" style={{ marginTop: 12 }} onClick={() => void refetch()}>
          {t('tryAgain')}
        </button>
      </div>
    );
  const words = proposal.words as ProposalWords | null;
  const details = proposal.details as ProposalDetails | null;
  return (
    <div className="prop">
      <div className="col" style={{ gap: 20, minWidth: 0 }}>
        <Head proposal={proposal} />
        {proposal.failure && <FailureCard failure={proposal.failure} />}
        {proposal.effect && <Effect effect={proposal.effect} />}
        {details?.curve && proposal.effect && (
          <Suspense fallback={<span className="sk" style={{ height: 380 }} />}>
            <ResponseCurve curve={details.curve} currency={proposal.effect.currency} />
          </Suspense>
        )}
        {words && words.evidence.length > 0 && <EvidenceList evidence={words.evidence} />}
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

function Head({ proposal }: { proposal: ProposalDetail }) {
  const { t, i18n } = useTranslation('approvals');
  const word = (status: string) => t(`status.${status}`, { defaultValue: status });
  const field = 'dailyBudget' in proposal.to ? 'dailyBudget' : 'status';
  return (
    <header className="col" style={{ gap: 14 }}>
      <Link to="/approvals" className="link sm mob">
        {t('back')}
      </Link>
      <div className="row g8 wrap xs i2">
        <span className="m" style={{ color: 'var(--ink)' }}>
          {proposal.campaignName}
        </span>
        <span className="i3">
          {t('account', { platform: platformNames[proposal.platform], account: proposal.accountName })}
        </span>
        {proposal.sample && <span className="badge dash">{t('sample')}</span>}
        <span className="badge pr" style={{ marginLeft: 'auto' }}>
          {t(`risk.${proposal.risk}`)}
        </span>
      </div>
      <div>
        <div className="sm i2">{t(`field.${field}`)}</div>
        <span className="pair big">
          <span className="o">{sideOf(proposal.from, i18n.language, word)}</span>
          <ArrowRight size={22} />
          <span className="nw">{sideOf(proposal.to, i18n.language, word)}</span>
        </span>
      </div>
      {proposal.sentence && (
        <p className="i2" style={{ maxWidth: 620 }}>
          {proposal.sentence}
        </p>
      )}
      <ol className="loop v">
        {loopOf(proposal).map((stop) => (
          <Stop key={stop.station} stop={stop} proposal={proposal} />
        ))}
      </ol>
    </header>
  );
}

function Stop({ stop, proposal }: { stop: LoopStop; proposal: ProposalDetail }) {
  const { t, i18n } = useTranslation('approvals');
  const zone = useReader().data?.tenant.timeZone;
  const hints = {
    proposed: '',
    approved: t('people', { given: proposal.approvals, needed: proposal.approvalsNeeded }),
    applied: t('soon'),
    readBack: t('from', { platform: platformNames[proposal.platform] }),
    checked: t('days7'),
    scored: t('days28'),
  };
  const shown =
    stop.at && stop.state !== 'now'
      ? formatDate(stop.at, i18n.language, stop.state === 'next' ? 'day' : 'dateTime', zone)
      : hints[stop.station];
  const stopped = stop.state === 'stopped' ? t(`state.${proposal.state}`) : t(`station.${stop.station}`);
  return (
    <li className={stop.state} aria-current={stop.state === 'now' ? 'step' : undefined}>
      <b>{stopped}</b>
      {shown}
    </li>
  );
}

function Effect({ effect }: { effect: NonNullable<ProposalDetail['effect']> }) {
  const { t, i18n } = useTranslation('approvals');
  const money = (micros: string) =>
    formatMoney({ micros, currency: effect.currency }, i18n.language, { signed: true, cents: 'never' });
  return (
    <section className="card">
      <div className="chead">
        <h2>{t('effect.title')}</h2>
        <span className="xs i3">{t('effect.against')}</span>
      </div>
      <div className="cbody effect">
        {(['revenue', 'afterCosts'] as const).map((key) => (
          <div key={key}>
            <div className="xs i2">{t(`effect.${key}`)}</div>
            <div className="num fig">{money(effect[key].mean)}</div>
            <div style={{ margin: '4px 0 2px -4px' }}>
              <Interval {...effect[key]} />
            </div>
            <div className="xs i3">
              {t('effect.likely', { low: money(effect[key].p10), high: money(effect[key].p90) })}
            </div>
          </div>
        ))}
        <div>
          <div className="xs i2">{t('effect.chance')}</div>
          <div className="num fig">{formatPercent(effect.chance, i18n.language, 0)}</div>
          <div className="meter" style={{ maxWidth: 156 }}>
            <i style={{ width: `${effect.chance * 100}%`, background: 'var(--accent)' }} />
          </div>
          <div className="xs i3">{t('effect.breakEven', { amount: money(effect.breakEvenRevenue) })}</div>
        </div>
      </div>
    </section>
  );
}

function EvidenceList({ evidence }: { evidence: ProposalWords['evidence'] }) {
  const { t } = useTranslation('approvals');
  return (
    <section className="card">
      <div className="chead">
        <h2>{t('evidence')}</h2>
        <span className="count">{evidence.length}</span>
      </div>
      <ul style={{ padding: '4px 0 8px' }}>
        {evidence.map((one) => (
          <li key={one.id} className="li" style={{ alignItems: 'flex-start' }}>
            <div className="grow">
              <div className="sm m">{one.title}</div>
              <p className="sm i2">{one.sentence}</p>
              <span className="xs i3">{one.source}</span>
            </div>
            <span className="sm b num">{one.figure}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Others({ details, words }: { details: ProposalDetails; words: string[] }) {
  const { t, i18n } = useTranslation('approvals');
  return (
    <section className="card" style={{ overflow: 'hidden' }}>
      <div className="chead">
        <h2>{t('others.title')}</h2>
      </div>
      <div className="tblwrap">
        <table className="tbl alt" style={{ marginTop: 8 }}>
          <thead>
            <tr>
              <th>{t('others.budget')}</th>
              <th className="r">{t('others.revenue')}</th>
              <th className="r desk">{t('others.spend')}</th>
              <th className="r">{t('others.after')}</th>
            </tr>
          </thead>
          <tbody>
            {details.alternatives.map((one, i) => {
              const money = (micros: string) =>
                one.kind === 'as-now'
                  ? '–'
                  : formatMoney({ micros, currency: one.budget.currency }, i18n.language, {
                      signed: true,
                      cents: 'never',
                    });
              return (
                <tr key={one.budget.micros} className={one.kind === 'proposed' ? 'pick' : ''}>
                  <td>
                    <span className="m num">{formatMoney(one.budget, i18n.language)}</span>
                    <span className="i2 xs" style={{ display: 'block' }}>
                      {words[i]}
                    </span>
                  </td>
                  <td className="r">{money(one.revenueWeek)}</td>
                  <td className="r desk">{money(one.spendWeek)}</td>
                  <td className="r">{money(one.afterCostsWeek)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function FailureCard({ failure }: { failure: NonNullable<ProposalDetail['failure']> }) {
  const { t } = useTranslation('approvals');
  return (
    <section className="card" role="alert" style={{ borderColor: 'var(--negative)' }}>
      <div className="chead">
        <h2>{t('failed.title')}</h2>
      </div>
      <dl className="cbody sm col g8">
        {(
          [
            ['happened', failure.message],
            ['touched', failure.touched],
            ['todo', failure.remedy],
          ] as const
        ).map(([key, text]) => (
          <div key={key}>
            <dt className="xs i2">{t(`failed.${key}`)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
        <div className="mono i3">
          {failure.code}
          {failure.trace && ` · ${failure.trace}`}
        </div>
      </dl>
    </section>
  );
}

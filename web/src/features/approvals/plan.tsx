import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ProposalDetails } from '../../../../agents/budget-analyzer/proposal.ts';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { ChangePair } from '../../components/figures.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { formatMoney, formatPercent } from '../../lib/format.ts';
import { Interval } from './interval.tsx';
import { sideOf, stateOf } from './words.ts';

/** Ends of a change that was not made, or did not stay. */
const undone: string[] = ['rejected', 'failed', 'conflict', 'expired', 'withdrawn', 'set_back'];

/**
 * What all changes of the run gain together, and the others of them: alone, one may lose what another earns. Once one was
 * not made, or set back, what they gain together is no longer said.
 */
export function Plan({ proposal, plan }: { proposal: ProposalDetail; plan: ProposalDetails['plan'] }) {
  const { t, i18n } = useTranslation('approvals');
  const { siblings } = proposal;
  const word = (status: string) => t(`status.${status}`, { defaultValue: status });
  const { currency } = proposal.effect!;
  const money = (micros: string) =>
    formatMoney({ micros, currency }, i18n.language, { signed: true, cents: 'never' });
  const notMade = [proposal, ...siblings].filter((part) => undone.includes(stateOf(part))).length;
  const { mean, p10, p90 } = plan.afterCostsWeek;
  return (
    <section className="card">
      <div className="chead">
        <h2>{t('plan.title', { count: plan.moves })}</h2>
        {notMade === 0 && <span className="xs i3">{t('plan.hint')}</span>}
      </div>
      {notMade > 0 ? (
        <p className="cbody sm warn">{t('plan.broken', { notMade, count: plan.moves })}</p>
      ) : (
        <div className="cbody row wrap g24" style={{ alignItems: 'flex-end' }}>
          <div>
            <div className="xs i2">{t('plan.gain')}</div>
            <div className="num fig">{money(mean)}</div>
          </div>
          <div>
            <Interval {...plan.afterCostsWeek} />
            <div className="xs i3">{t('effect.likely', { low: money(p10), high: money(p90) })}</div>
          </div>
          <p className="xs i2 plan-chance">
            {t('plan.chance', { chance: formatPercent(plan.chance, i18n.language, 0) })}
          </p>
        </div>
      )}
      {siblings.map((other) => (
        <Link key={other.id} className="li t sm plan-row" to={`/approvals/${other.id}`}>
          <span className="grow trunc m">{other.campaignName}</span>
          <ChangePair
            from={sideOf(other.from, i18n.language, word)}
            to={sideOf(other.to, i18n.language, word)}
          />
          <StateBadge state={stateOf(other)}>{t(`state.${stateOf(other)}`)}</StateBadge>
        </Link>
      ))}
    </section>
  );
}

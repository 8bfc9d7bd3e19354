import { useTranslation } from 'react-i18next';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { formatMoney, formatPercent, noBreak } from '../../lib/format.ts';
import { Interval } from './interval.tsx';

/** Three figures a week, each with its 80 % range. */
export function Effect({ effect }: { effect: NonNullable<ProposalDetail['effect']> }) {
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
              {noBreak(t('effect.likely', { low: money(effect[key].p10), high: money(effect[key].p90) }))}
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

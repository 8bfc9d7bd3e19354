import { useTranslation } from 'react-i18next';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { formatMoney } from '../../lib/format.ts';

/** What came of an applied change after 7 and 28 days, or why nobody can say. */
export function Outcomes({ proposal }: { proposal: ProposalDetail }) {
  const { t, i18n } = useTranslation('approvals');
  const over = proposal.outcomes.filter((outcome) => outcome.state !== 'due');
  const currency = proposal.effect?.currency;
  if (over.length === 0 || !currency) return null;
  const words = ({ state, inside, result }: (typeof over)[number]) => {
    if (state === 'refused') {
      return t(`outcome.refused.${String(result?.reason)}`, { defaultValue: t('outcome.refused.other') });
    }
    const micros = String(result?.effect);
    const week = formatMoney({ micros, currency }, i18n.language, { signed: true, cents: 'never' });
    return t(inside ? 'outcome.inside' : 'outcome.outside', { week });
  };
  return (
    <section className="card">
      <div className="chead">
        <h2>{t('outcome.title')}</h2>
        <span className="xs i3">{t('outcome.hint')}</span>
      </div>
      <ul className="cbody sm col g8">
        {over.map((outcome) => (
          <li key={outcome.afterDays}>
            <span className="i2">{t('outcome.after', { count: outcome.afterDays })}</span> {words(outcome)}
          </li>
        ))}
      </ul>
    </section>
  );
}

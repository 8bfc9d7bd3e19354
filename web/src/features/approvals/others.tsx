import { useTranslation } from 'react-i18next';
import type { ProposalDetails } from '../../../../agents/budget-analyzer/proposal.ts';
import { formatMoney } from '../../lib/format.ts';

/** The other amounts that were weighed, and why not. */
export function Others({ details, words }: { details: ProposalDetails; words: string[] }) {
  const { t, i18n } = useTranslation('approvals');
  return (
    <section className="card" style={{ overflow: 'hidden' }}>
      <div className="chead">
        <h2>{t('others.title')}</h2>
      </div>
      <div className="tblwrap" tabIndex={0} role="region" aria-label={t('others.budget')}>
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

import { Check, Lock, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ProposalDetails } from '../../../../agents/budget-analyzer/proposal.ts';
import type { MoneyJson } from '../../../../contracts/common.ts';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { formatMoney, formatPercent } from '../../lib/format.ts';

/** Which limits were checked with what values, and what could go wrong. */
export function PolicyAndRisks({ proposal, risks }: { proposal: ProposalDetail; risks: string[] }) {
  const { t, i18n } = useTranslation('approvals');
  const kinds = ((proposal.details as ProposalDetails | null)?.risks ?? []).map((risk) => risk.kind);
  const currency = (proposal.to.dailyBudget as MoneyJson | undefined)?.currency;
  const shown = (id: string, value: string | null) => {
    if (value === null) return '';
    if (id === 'step-limit') return formatPercent(Number(value), i18n.language);
    if (id.endsWith('-budget') && currency && /^-?\d+$/.test(value))
      return formatMoney({ micros: value, currency }, i18n.language);
    return '';
  };
  const words = ({ id, limit }: ProposalDetail['policy'][number]) =>
    limit === null && ['step-limit', 'min-budget', 'max-budget'].includes(id)
      ? t(`policy.noLimit.${id}`)
      : t(`policy.${id}`, { defaultValue: id, limit: shown(id, limit) });
  return (
    <>
      {proposal.policy.length > 0 && (
        <section className="card">
          <div className="chead">
            <h2>{t('policy.title')}</h2>
            <span className="xs i3">{t('policy.needs', { count: proposal.approvalsNeeded })}</span>
          </div>
          <ul style={{ padding: '6px 20px 16px' }}>
            {proposal.policy.map((check) => (
              <li key={check.id} className="row g8 sm" style={{ alignItems: 'flex-start', padding: '5px 0' }}>
                <span className={check.ok ? 'pos' : 'neg'} style={{ marginTop: 3 }}>
                  {check.ok ? <Check size={14} aria-hidden /> : <X size={14} aria-hidden />}
                  <span className="sr">{t(check.ok ? 'policy.ok' : 'policy.no')}</span>
                </span>
                <span className="grow">{words(check)}</span>
                <span className="xs i2 num">{shown(check.id, check.actual)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {risks.length > 0 && (
        <section className="card">
          <div className="chead">
            <h2>{t('risks')}</h2>
          </div>
          <ul className="sm i2 col g8" style={{ padding: '6px 20px 16px' }}>
            {risks.map((risk, i) =>
              kinds[i] === 'version-pinned' ? (
                <li key={risk} className="row g8 xs i3" style={{ alignItems: 'flex-start' }}>
                  <Lock size={14} aria-hidden style={{ flex: 'none', marginTop: 1 }} />
                  {risk}
                </li>
              ) : (
                <li key={risk}>{risk}</li>
              ),
            )}
          </ul>
        </section>
      )}
    </>
  );
}

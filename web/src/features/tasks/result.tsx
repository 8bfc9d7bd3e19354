import { Lightbulb, Stamp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Words } from '../../../../agents/types.ts';
import type { MoneyJson } from '../../../../contracts/common.ts';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import type { TaskDetail } from '../../../../contracts/tasks.ts';
import { buttonClass } from '../../components/button.tsx';
import { ChangePair } from '../../components/figures.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { formatMoney, noBreak } from '../../lib/format.ts';

/** What came out: findings, then what is proposed and how far that is. */
export function Result({ task, proposals }: { task: TaskDetail; proposals: ProposalDetail[] }) {
  const { t, i18n } = useTranslation('tasks');
  const words = task.result!.words as unknown as Words;
  const side = (value: Record<string, unknown>) => {
    const budget = value.dailyBudget as MoneyJson | undefined;
    return budget ? formatMoney(budget, i18n.language) : String(value.status);
  };
  return (
    <section className="card" aria-labelledby="task-result">
      <div className="chead">
        <h2 id="task-result">{t('result')}</h2>
        <span className="xs i3">
          {t('findings', { count: words.findings.length })},{' '}
          {t('proposals', { count: task.proposalIds.length })}
        </span>
      </div>
      <p className="cbody sm i2" style={{ paddingBottom: 12 }}>
        {noBreak(words.summary)}
      </p>
      <ul>
        {words.findings.map((finding) => (
          <li
            key={finding.id}
            className="li"
            style={{ alignItems: 'flex-start', borderTop: '1px solid var(--line)' }}
          >
            <span className="i3" style={{ marginTop: 2 }}>
              <Lightbulb size={15} aria-hidden />
            </span>
            <div className="grow">
              <div className="sm m">{finding.title}</div>
              <p className="xs i2">{noBreak(finding.sentence)}</p>
            </div>
          </li>
        ))}
        {proposals.map((one) => (
          <li key={one.id} className="li res-prop" style={{ borderTop: '1px solid var(--line)' }}>
            <span className="acc">
              <Stamp size={15} aria-hidden />
            </span>
            <div className="grow">
              <div className="row g8 wrap sm">
                <ChangePair from={side(one.from)} to={side(one.to)} />
                <StateBadge state={one.state}>{one.state === 'proposed' ? t('waits') : undefined}</StateBadge>
              </div>
              <div className="xs i2">{one.campaignName}</div>
            </div>
            <Link className={buttonClass('secondary', 'sm')} to={`/approvals/${one.id}`}>
              {t('open')}
            </Link>
          </li>
        ))}
        {words.caveats.map((caveat) => (
          <li key={caveat} className="li xs i2" style={{ borderTop: '1px solid var(--line)' }}>
            {caveat}
          </li>
        ))}
      </ul>
    </section>
  );
}

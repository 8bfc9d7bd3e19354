import { ArrowLeft, ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Proposal } from '../../../../contracts/proposals.ts';
import { addressOf } from './queue.tsx';
import type { QueueView } from './queue-groups.ts';

/** Below 1280 px the queue is this line: back to all, which one of how many, the one before and the next. */
export function OneOfN({ list, currentId, view }: { list: Proposal[]; currentId: string; view: QueueView }) {
  const { t } = useTranslation('approvals');
  const at = list.findIndex((proposal) => proposal.id === currentId);
  const [before, next] = [list[at - 1], at === -1 ? list[0] : list[at + 1]];
  const step = (to: Proposal | undefined, label: string, Icon: typeof ChevronLeft) =>
    to ? (
      <Link className="iconbtn" to={addressOf(to.id, view)} aria-label={label}>
        <Icon size={16} aria-hidden />
      </Link>
    ) : (
      <span className="iconbtn" aria-hidden style={{ visibility: 'hidden' }} />
    );
  return (
    <nav className="one-of-n row between sm" aria-label={t('queue')}>
      <Link
        className="link row g4"
        to={view === 'waiting' ? '/approvals?list' : `/approvals?list&view=${view}`}
      >
        <ArrowLeft size={14} aria-hidden />
        {t('back')}
      </Link>
      {list.length > 1 && (
        <span className="row g4">
          {step(before, t('previous'), ChevronLeft)}
          {at !== -1 && <span className="num i2">{t('oneOf', { n: at + 1, count: list.length })}</span>}
          {step(next, t('next'), ChevronRight)}
        </span>
      )}
    </nav>
  );
}

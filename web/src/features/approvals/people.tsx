import { Check, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { formatDate } from '../../lib/format.ts';
import { useSession } from '../../lib/use-session.ts';

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map((part) => part[0])
    .slice(0, 2)
    .join('')
    .toUpperCase();

/** Who decided what and when, and whose place is still open. */
export function People({ proposal, youMay }: { proposal: ProposalDetail; youMay: boolean }) {
  const { t, i18n } = useTranslation('approvals');
  const { data: session } = useSession();
  const zone = session?.tenant.timeZone;
  const missing = proposal.state === 'proposed' ? proposal.approvalsNeeded - proposal.approvals : 0;
  return (
    <ol className="people">
      {proposal.decisions.map((one) => {
        const name = one.userId ? one.name : t('decision.policy');
        const approved = one.verdict === 'approve';
        const Icon = approved ? Check : X;
        return (
          <li key={`${name}${one.at}`}>
            <span className="av s" aria-hidden>
              {initials(name)}
            </span>
            <span className="grow">
              <span className="sm m">{name}</span>
              {one.note && <span className="xs i2 note-said">{t('decision.said', { note: one.note })}</span>}
            </span>
            <span className={`row g4 xs m num ${approved ? 'pos' : 'neg'}`}>
              <Icon size={14} aria-hidden />
              <span className="sr">{t(approved ? 'decision.approved' : 'decision.rejected')}</span>
              {formatDate(one.at, i18n.language, 'dateTime', zone)}
            </span>
          </li>
        );
      })}
      {Array.from({ length: Math.max(0, missing) }, (_, i) => {
        const you = i === 0 && youMay;
        return (
          <li key={`open${i}`}>
            <span className="av s open" aria-hidden>
              {you && session ? initials(session.user.name) : '?'}
            </span>
            <span className="grow sm">
              {you ? <span className="m">{t('decision.you')}</span> : t('decision.another')}{' '}
              {you && <span className="xs i3">{session?.user.name}</span>}
            </span>
            <span className="xs i2">{t('decision.waits')}</span>
          </li>
        );
      })}
    </ol>
  );
}

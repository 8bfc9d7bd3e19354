import { ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { PlatformTile, platformNames } from '../../components/figures.tsx';
import { formatDate, noBreak } from '../../lib/format.ts';
import { useSession } from '../../lib/use-session.ts';
import { loopOf, type LoopStop } from './loop.ts';
import { sideOf, stateOf } from './words.ts';

/** What changes, in one sentence, and how far it has come. */
export function Head({ proposal }: { proposal: ProposalDetail }) {
  const { t, i18n } = useTranslation('approvals');
  const word = (status: string) => t(`status.${status}`, { defaultValue: status });
  const field = 'dailyBudget' in proposal.to ? 'dailyBudget' : 'status';
  return (
    <header className="col" style={{ gap: 14 }}>
      <div className="row g8 wrap xs i2">
        <PlatformTile platform={proposal.platform} />
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
          <ArrowRight size={22} aria-hidden />
          <span className="sr">{t('app:to')}</span>
          <span className="nw">{sideOf(proposal.to, i18n.language, word)}</span>
        </span>
      </div>
      {proposal.sentence && (
        <p className="i2" style={{ maxWidth: 620 }}>
          {noBreak(proposal.sentence)}
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
  const zone = useSession().data?.tenant.timeZone;
  const hints = {
    proposed: '',
    approved: t('people', { given: proposal.approvals, count: proposal.approvalsNeeded }),
    applied: t('soon'),
    readBack: t('from', { platform: platformNames[proposal.platform] }),
    checked: t('days7'),
    scored: t('days28'),
  };
  const shown =
    stop.at && stop.state !== 'now'
      ? formatDate(stop.at, i18n.language, stop.state === 'next' ? 'day' : 'dateTime', zone)
      : hints[stop.station];
  const unmeasured =
    stop.at !== proposal.setBack?.at && (stop.station === 'checked' || stop.station === 'scored');
  const stoppedAs = unmeasured ? t('station.unmeasured') : t(`state.${stateOf(proposal)}`);
  return (
    <li className={stop.state} aria-current={stop.state === 'now' ? 'step' : undefined}>
      <b>{stop.state === 'stopped' ? stoppedAs : t(`station.${stop.station}`)}</b>
      {shown}
    </li>
  );
}

import { Hourglass, TriangleAlert } from 'lucide-react';
import { clsx } from 'clsx';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Campaign } from '../../../../contracts/campaigns.ts';
import { platformNames } from '../../components/figures.tsx';

/** A change that the platform has not confirmed yet. */
export const isUnderWay = ({ pending }: Campaign) => pending !== null && pending.state !== 'proposed';

/** A person's own change that a second person must approve. */
export const isWaiting = ({ pending }: Campaign) => pending?.state === 'proposed' && !pending.byAgent;

/** The word for the state at the platform. */
export function useStatusWord() {
  const { t } = useTranslation('campaigns');
  return ({ status, effectiveStatus, platform }: Campaign) =>
    troubled.includes(effectiveStatus)
      ? t(`status.${effectiveStatus}`, { platform: platformNames[platform] })
      : t(`status.${status}`);
}
const troubled = ['WITH_ISSUES', 'IN_PROCESS'];

/** Where a campaign stands: waiting for somebody, in trouble, or as the platform says. */
export function Status({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation('campaigns');
  const word = useStatusWord()(campaign);
  const platform = platformNames[campaign.platform];
  if (isUnderWay(campaign))
    return (
      <span className="badge run">
        <Hourglass size={12} aria-hidden />
        {t('waiting', { platform })}
      </span>
    );
  if (isWaiting(campaign))
    return (
      <Link className="badge wait" to={`/approvals/${campaign.pending!.proposalId}`}>
        <Hourglass size={12} aria-hidden />
        {t('approval')}
      </Link>
    );
  if (campaign.effectiveStatus === 'WITH_ISSUES')
    return (
      <span className="badge wait">
        <TriangleAlert size={12} aria-hidden />
        {word}
      </span>
    );
  return (
    <span className="badge plain">
      <span className={clsx('dot', campaign.status !== 'active' && 'off')} />
      {word}
    </span>
  );
}

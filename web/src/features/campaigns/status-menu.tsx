import { Pause, Play, SquarePen, Stamp } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Campaign } from '../../../../contracts/campaigns.ts';
import { isProposed } from './view.ts';

export type Wish = 'pause' | 'resume';

interface StatusMenuProps {
  campaign: Campaign;
  onWish: (wish: Wish) => void;
  /** Left out where the budget has its own button. */
  onEdit?: () => void;
  children: ReactNode;
}

export const canPause = ({ status }: Campaign) => status === 'active';
export const canResume = ({ status }: Campaign) => status === 'paused';

/** What can be done with one campaign; `children` is its button. */
export function StatusMenu({ campaign, onWish, onEdit, children }: StatusMenuProps) {
  const { t } = useTranslation('campaigns');
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4} collisionPadding={12}>
          {canPause(campaign) && (
            <DropdownMenu.Item className="menu-item" onSelect={() => onWish('pause')}>
              <Pause size={14} aria-hidden />
              {t('pause.act')}
            </DropdownMenu.Item>
          )}
          {canResume(campaign) && (
            <DropdownMenu.Item className="menu-item" onSelect={() => onWish('resume')}>
              <Play size={14} aria-hidden />
              {t('resume.act')}
            </DropdownMenu.Item>
          )}
          {onEdit && (
            <DropdownMenu.Item className="menu-item" onSelect={onEdit}>
              <SquarePen size={14} aria-hidden />
              {t('column.budget')}
            </DropdownMenu.Item>
          )}
          {isProposed(campaign) && (
            <DropdownMenu.Item className="menu-item" asChild>
              <Link to={`/approvals/${campaign.pending!.proposalId}`}>
                <Stamp size={14} aria-hidden />
                {t('openProposal')}
              </Link>
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Campaign } from '../../../../contracts/campaigns.ts';
import { Button } from '../../components/button.tsx';
import { PlatformTile } from '../../components/figures.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { useServerWords } from '../../lib/server-words.ts';
import { formatMoney } from '../../lib/format.ts';
import { budgetWords } from './bulk-bar.tsx';
import { sendChange } from './queries.ts';
import type { Wish } from './status-menu.tsx';

interface StatusDialogProps {
  wish: Wish;
  campaigns: readonly Campaign[];
  onClose: () => void;
  /** The proposals that carry it out. */
  onSent: (ids: string[]) => void;
}

/** Names the campaigns and the money before they are paused or resumed. What is refused stays, with its reason. */
export function StatusDialog({ wish, campaigns, onClose, onSent }: StatusDialogProps) {
  const { t, i18n } = useTranslation('campaigns');
  const words = useServerWords();
  const client = useQueryClient();
  const [left, setLeft] = useState(campaigns);
  const [refused, setRefused] = useState<Record<string, string>>({});
  const [done, setDone] = useState<number | null>(null);
  const count = left.length;
  const status = wish === 'pause' ? ('paused' as const) : ('active' as const);

  const send = async () => {
    const ids: string[] = [];
    const reasons: Record<string, string> = {};
    for (const campaign of left) {
      setDone(ids.length + Object.keys(reasons).length);
      try {
        ids.push((await sendChange({ campaign, to: { status } })).id);
      } catch (error) {
        reasons[campaign.id] = words.problem(error, 'campaigns');
      }
    }
    setDone(null);
    void client.invalidateQueries({ queryKey: ['campaigns'] });
    if (ids.length > 0) onSent(ids);
    const kept = left.filter(({ id }) => id in reasons);
    setRefused(reasons);
    setLeft(kept);
    if (kept.length === 0) onClose();
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && done === null && onClose()}
      title={t(`${wish}.title`, { count, name: left[0]?.name })}
      text={t(`${wish}.text`, { money: budgetWords(left, i18n.language) })}
    >
      <ul className="wishes">
        {left.map((campaign) => (
          <li key={campaign.id}>
            <span className="row g8">
              <PlatformTile platform={campaign.platform} />
              <span className="sm m trunc grow">{campaign.name}</span>
              <span className="sm num">
                {campaign.dailyBudget && formatMoney(campaign.dailyBudget, i18n.language)}
              </span>
            </span>
            {refused[campaign.id] && (
              <span className="hint e" role="alert">
                {refused[campaign.id]}
              </span>
            )}
          </li>
        ))}
      </ul>
      <div className="row end">
        <Button onClick={onClose}>{t('app:cancel')}</Button>
        <Button
          variant={wish === 'pause' ? 'danger-solid' : 'primary'}
          busy={done !== null}
          onClick={() => void send()}
        >
          {done === null ? t(`${wish}.confirm`, { count }) : t('sending', { done, count })}
        </Button>
      </div>
    </Dialog>
  );
}

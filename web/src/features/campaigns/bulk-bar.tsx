import { Pause, Play, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Campaign } from '../../../../contracts/campaigns.ts';
import { Button } from '../../components/button.tsx';
import { formatMoney } from '../../lib/format.ts';
import { totalsByCurrency } from './groups.ts';
import { isUnderWay, isWaiting } from './status.tsx';
import { canPause, canResume, type Wish } from './status-menu.tsx';

/** Of some campaigns, those that a wish can be carried out for. */
export const possible = (campaigns: readonly Campaign[], wish: Wish) =>
  campaigns.filter((c) => (wish === 'pause' ? canPause(c) : canResume(c)) && !isUnderWay(c) && !isWaiting(c));

/** What campaigns spend a day, or may spend once they run; `€370 + $20` where currencies differ. */
export const budgetWords = (campaigns: readonly Campaign[], locale: string) =>
  totalsByCurrency(campaigns.map((campaign) => ({ ...campaign, status: 'active' as const })))
    .map(({ budgetMicros, currency }) => formatMoney({ micros: budgetMicros, currency }, locale))
    .join(' + ');

interface BulkBarProps {
  campaigns: readonly Campaign[];
  onWish: (wish: Wish) => void;
  onClear: () => void;
}

/** Floats at the bottom while something is ticked. */
export function BulkBar({ campaigns, onWish, onClear }: BulkBarProps) {
  const { t, i18n } = useTranslation('campaigns');
  const act = (wish: Wish) => {
    const nothing = possible(campaigns, wish).length === 0;
    const Icon = wish === 'pause' ? Pause : Play;
    return (
      <Button
        variant="ghost"
        aria-disabled={nothing || undefined}
        title={nothing ? t(wish === 'pause' ? 'nothingToPause' : 'nothingToResume') : undefined}
        onClick={() => !nothing && onWish(wish)}
      >
        <Icon size={14} aria-hidden />
        {t(`${wish}.act`)}
      </Button>
    );
  };
  return (
    <div className="bulkwrap">
      <section className="bulk" aria-label={t('bulk')}>
        <span role="status">
          {t('selected', { count: campaigns.length })}{' '}
          <span className="quiet num">
            {t('budgetADay', { money: budgetWords(campaigns, i18n.language) })}
          </span>
        </span>
        <span className="sepv" />
        {act('pause')}
        {act('resume')}
        <span className="sepv" />
        <Button variant="ghost" onClick={onClear}>
          <X size={14} aria-hidden />
          <span className="sr">{t('clear')}</span>
          <span className="kbd desk">Esc</span>
        </Button>
      </section>
    </div>
  );
}

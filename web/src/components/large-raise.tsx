import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatMoney, formatNumber } from '../lib/format.ts';
import { Button } from './button.tsx';

interface LargeRaiseProps {
  /** Daily budgets in micros. */
  from: string;
  to: string;
  currency: string;
  busy: boolean;
  onSure: () => void;
}

/** Asks before a budget goes to more than double, in place. Enter in the field never answers it. */
export function LargeRaise({ from, to, currency, busy, onSure }: LargeRaiseProps) {
  const { t, i18n } = useTranslation('app');
  const money = (micros: string) => formatMoney({ micros, currency }, i18n.language);
  const times = Number(to) / Number(from);
  return (
    <div className="note w">
      <TriangleAlert size={16} aria-hidden />
      <div className="grow col g8" style={{ alignItems: 'flex-start' }}>
        <span role="alert">
          {t('largeRaise.says', {
            from: money(from),
            to: money(to),
            times: formatNumber(times, i18n.language, times < 10 ? 1 : 0),
          })}
        </span>
        <Button variant="danger-solid" size="sm" busy={busy} onClick={onSure}>
          {t('largeRaise.sure', { to: money(to) })}
        </Button>
      </div>
    </div>
  );
}

import { Calendar, Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Metrics } from '../../../../contracts/metrics.ts';
import { formatRange } from '../../lib/format.ts';
import { periods, type Period } from '../../lib/use-overview.ts';

/** The period of the figures, kept in the address. */
export function usePeriod(): [Period, (days: Period) => void] {
  const [search, setSearch] = useSearchParams();
  const days = periods.find((period) => String(period) === search.get('days')) ?? periods[0];
  return [
    days,
    (next) =>
      setSearch((before) => {
        if (next === periods[0]) before.delete('days');
        else before.set('days', String(next));
        return before;
      }),
  ];
}

/** What is shown and what it is compared with. */
export function PeriodPicker({ metrics }: { metrics: Metrics | null }) {
  const { t, i18n } = useTranslation('dashboard');
  const [days, setDays] = usePeriod();
  const range = (span: Metrics['period']) => formatRange(span.from, span.to, i18n.language);
  return (
    <div className="row g8 wrap">
      <DropdownMenu.Root>
        <DropdownMenu.Trigger className="chip">
          <Calendar size={14} aria-hidden />
          <b>{t('period.last', { count: days })}</b>
          {metrics && <span className="num">{range(metrics.period)}</span>}
          <ChevronDown size={14} aria-hidden />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
            <DropdownMenu.RadioGroup value={String(days)}>
              {periods.map((period) => (
                <DropdownMenu.RadioItem
                  key={period}
                  className="menu-item"
                  value={String(period)}
                  onSelect={() => setDays(period)}
                >
                  <span className="grow">{t('period.last', { count: period })}</span>
                  {period === days && <Check size={14} aria-hidden />}
                </DropdownMenu.RadioItem>
              ))}
            </DropdownMenu.RadioGroup>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {metrics && (
        <span className="sm i2">
          {t('period.against')} <b className="num m">{range(metrics.before)}</b>
        </span>
      )}
    </div>
  );
}

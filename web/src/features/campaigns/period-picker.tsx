import { Calendar, ChevronDown } from 'lucide-react';
import { clsx } from 'clsx';
import { Popover } from 'radix-ui';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { formatRange } from '../../lib/format.ts';
import { spans, type Period } from './period.ts';

interface Span {
  from: string;
  to: string;
}

interface PeriodPickerProps {
  period: Period;
  /** The days shown now, and those before them. */
  shown: Span;
  before: Span | null;
  onChange: (change: Record<string, string | null>) => void;
}

/** The period of the results beside the one before; also any days. */
export function PeriodPicker({ period, shown, before, onChange }: PeriodPickerProps) {
  const { t, i18n } = useTranslation('campaigns');
  const [open, setOpen] = useState(false);
  const range = ({ from, to }: Span) => formatRange(from, to, i18n.language);
  const choose = (change: Record<string, string | null>) => {
    onChange({ days: null, from: null, to: null, ...change });
    setOpen(false);
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="chip tall">
        <span className="sr">{t('period.label')}</span>
        <Calendar size={14} aria-hidden />
        <b className="num">{range(shown)}</b>
        {before && <span className="desk num">{t('period.against', { before: range(before) })}</span>}
        <ChevronDown size={14} aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={t('period.label')}
          className="pop period"
          align="end"
          sideOffset={6}
          collisionPadding={12}
        >
          <div className="col g4">
            {spans.map((days) => {
              const on = 'days' in period && period.days === days;
              return (
                <button
                  key={days}
                  type="button"
                  className={clsx('chip', on && 'on')}
                  aria-pressed={on}
                  onClick={() => choose({ days: days === 7 ? null : String(days) })}
                >
                  {t('period.days', { count: days })}
                </button>
              );
            })}
          </div>
          <div className="hr" />
          <AnyDays shown={shown} onChoose={choose} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function AnyDays({
  shown,
  onChoose,
}: {
  shown: Span;
  onChoose: (span: { from: string; to: string }) => void;
}) {
  const { t } = useTranslation('campaigns');
  const id = useId();
  const [days, setDays] = useState(shown);
  const wrong = days.from === '' || days.to === '' || days.from > days.to;
  const field = (end: keyof Span) => (
    <div className="field">
      <label htmlFor={`${id}${end}`}>{t(`period.${end}`)}</label>
      <input
        id={`${id}${end}`}
        className={clsx('inp', wrong && 'err')}
        type="date"
        value={days[end]}
        aria-invalid={wrong || undefined}
        onChange={(event) => setDays({ ...days, [end]: event.target.value })}
      />
    </div>
  );
  return (
    <div className="col g8">
      {field('from')}
      {field('to')}
      {wrong && <span className="hint e">{t('period.wrong')}</span>}
      <Button disabled={wrong} onClick={() => onChoose({ ...days })}>
        {t('period.apply')}
      </Button>
    </div>
  );
}

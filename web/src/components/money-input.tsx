import { clsx } from 'clsx';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import './money-input.css';

interface MoneyInputProps {
  label: string;
  currency: string;
  /** As typed; the reader's language decides what it means. */
  value: string;
  onChange: (value: string) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  invalid?: boolean;
  describedBy?: string;
  className?: string;
}

/** An amount with its currency fixed where the language writes it. Takes the focus and selects what it holds. */
export function MoneyInput(props: MoneyInputProps) {
  const { label, currency, value, onChange, onKeyDown, invalid, describedBy, className } = props;
  const { i18n } = useTranslation();
  const parts = new Intl.NumberFormat(i18n.language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(1);
  const symbol = <span aria-hidden>{parts.find(({ type }) => type === 'currency')?.value}</span>;
  const first = parts[0]?.type === 'currency';
  return (
    <span className={clsx('money-input cell-edit on num', invalid && 'wrong', className)}>
      {first && symbol}
      <input
        autoFocus
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        size={Math.max(5, value.length)}
        aria-label={`${label}, ${currency}`}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        value={value}
        onFocus={(event) => event.target.select()}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {!first && <>&nbsp;{symbol}</>}
    </span>
  );
}

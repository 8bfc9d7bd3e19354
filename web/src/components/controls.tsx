import { clsx } from 'clsx';
import { Switch as RadixSwitch, ToggleGroup } from 'radix-ui';
import type { SelectHTMLAttributes } from 'react';

interface SwitchProps {
  label: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}
export const Switch = ({ label, checked, disabled, onChange }: SwitchProps) => (
  <RadixSwitch.Root
    className="sw"
    aria-label={label}
    checked={checked}
    disabled={disabled}
    onCheckedChange={onChange}
  />
);

interface SegmentedProps<V extends string> {
  label: string;
  value: V;
  options: { value: V; label: string }[];
  disabled?: boolean;
  onChange: (value: V) => void;
}
/** One of few, all in sight. */
export const Segmented = <V extends string>({
  label,
  value,
  options,
  disabled,
  onChange,
}: SegmentedProps<V>) => (
  <ToggleGroup.Root
    type="single"
    className="seg"
    aria-label={label}
    value={value}
    disabled={disabled}
    onValueChange={(next) => next && onChange(next as V)}
  >
    {options.map((option) => (
      <ToggleGroup.Item key={option.value} value={option.value}>
        {option.label}
      </ToggleGroup.Item>
    ))}
  </ToggleGroup.Root>
);

interface SelectProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange'> {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}
/** The platform's own select: a wheel on a phone, type-ahead on a desk. */
export const Select = ({ label, value, options, onChange, className, ...rest }: SelectProps) => (
  <select
    className={clsx('chip', className)}
    aria-label={label}
    value={value}
    onChange={(event) => onChange(event.target.value)}
    {...rest}
  >
    {options.map((option) => (
      <option key={option.value} value={option.value}>
        {option.label}
      </option>
    ))}
  </select>
);

import './checkbox.css';

interface CheckboxProps {
  /** Said by a screen reader; without one the words stand in a `label` around it. */
  label?: string;
  checked: boolean;
  /** Some of what it stands for is ticked. */
  partly?: boolean;
  disabled?: boolean;
  describedBy?: string;
  onChange: (checked: boolean) => void;
}

/** A box of 16 px in a target of 24. */
export function Checkbox({ label, checked, partly = false, disabled, describedBy, onChange }: CheckboxProps) {
  const box = (
    <input
      type="checkbox"
      className="cb"
      aria-label={label}
      aria-describedby={describedBy}
      checked={checked}
      disabled={disabled}
      ref={(input) => {
        if (input) input.indeterminate = partly && !checked;
      }}
      onChange={(event) => onChange(event.target.checked)}
    />
  );
  return label === undefined ? box : <label className="cbhit">{box}</label>;
}

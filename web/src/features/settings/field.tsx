import { CircleX } from 'lucide-react';
import { useId, type ReactNode } from 'react';

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string;
  /** Draws the control with what ties it to its label, hint and error. */
  children: (tied: {
    id: string;
    'aria-describedby': string;
    'aria-invalid': boolean | undefined;
    className: string;
  }) => ReactNode;
}

/** A control with its label above, its hint and what is wrong with it below. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': `${id}-hint ${id}-error`,
        'aria-invalid': error !== undefined || undefined,
        className: error === undefined ? 'inp' : 'inp err',
      })}
      {hint !== undefined && (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
      {error !== undefined && (
        <span id={`${id}-error`} className="hint e" role="alert">
          <CircleX size={13} aria-hidden />
          {error}
        </span>
      )}
    </div>
  );
}

/** Why an act was refused, in the place where it was asked for. */
export function Refused({ children }: { children: ReactNode }) {
  return (
    <p className="note e" role="alert">
      <CircleX size={16} aria-hidden />
      <span>{children}</span>
    </p>
  );
}

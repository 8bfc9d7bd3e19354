import { LoaderCircle } from 'lucide-react';
import type { ButtonHTMLAttributes } from 'react';
import { clsx } from 'clsx';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger' | 'danger-solid';
const looks: Record<ButtonVariant, string> = {
  primary: 'p',
  secondary: 's',
  ghost: 'g',
  danger: 'd',
  'danger-solid': 'dd',
};
const sizes = { sm: 'sm', md: '', lg: 'lg' };

/** Class names of a button, for links that look like one. */
export const buttonClass = (variant: ButtonVariant = 'secondary', size: keyof typeof sizes = 'md') =>
  clsx('btn', looks[variant], sizes[size]);

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: ButtonVariant;
  size?: keyof typeof sizes;
  /** Work is under way: the icon turns and a second press does nothing. */
  busy?: boolean;
}

export function Button({ variant, size, busy = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={clsx(buttonClass(variant, size), className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...rest}
    >
      {busy && <LoaderCircle size={14} className="spin" aria-hidden />}
      {children}
    </button>
  );
}

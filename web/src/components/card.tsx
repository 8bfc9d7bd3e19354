import { clsx } from 'clsx';
import { useId, type ReactNode } from 'react';

interface CardProps {
  title?: ReactNode;
  count?: number;
  /** Right end of the head: a link or small controls. */
  aside?: ReactNode;
  /** Small words beside the title. */
  hint?: ReactNode;
  className?: string;
  children: ReactNode;
}

export function Card({ title, count, aside, hint, className, children }: CardProps) {
  const id = useId();
  return (
    <section className={clsx('card', className)} aria-labelledby={title ? id : undefined}>
      {title !== undefined && (
        <div className="chead">
          <h2 id={id}>{title}</h2>
          {count !== undefined && <span className="count">{count}</span>}
          {hint !== undefined && <span className="sm i2">{hint}</span>}
          {aside !== undefined && <span className="more">{aside}</span>}
        </div>
      )}
      {children}
    </section>
  );
}

import { Suspense, type FormEvent, type InputHTMLAttributes, type ReactNode } from 'react';
import { Logo } from '../../app/sidebar.tsx';
import { Loading, Skeleton } from '../../components/states.tsx';

/** What stands before the console: one card in the middle of the page. */
export function Page({ children }: { children: ReactNode }) {
  return (
    <main
      style={{
        minHeight: '100vh',
        display: 'grid',
        gridTemplateColumns: 'minmax(0, 1fr)',
        placeItems: 'center',
        padding: 16,
      }}
    >
      <Suspense
        fallback={
          <Loading>
            <Skeleton height={320} width={360} />
          </Loading>
        }
      >
        {children}
      </Suspense>
    </main>
  );
}

interface CardProps {
  title: string;
  text: ReactNode;
  onSubmit?: (fields: FormData) => void;
  children?: ReactNode;
}

export function Card({ title, text, onSubmit, children }: CardProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit?.(new FormData(event.currentTarget));
  };
  return (
    <form
      className="card cbody"
      style={{ width: 360, maxWidth: '100%', display: 'grid', gap: 16 }}
      onSubmit={submit}
    >
      <Logo size={28} />
      <div>
        <h1>{title}</h1>
        <p className="sub">{text}</p>
      </div>
      {children}
    </form>
  );
}

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  name: string;
  label: string;
  hint?: string;
}

export function Field({ name, label, hint, ...rest }: FieldProps) {
  return (
    <div className="field">
      <label htmlFor={name}>{label}</label>
      <input
        id={name}
        name={name}
        required
        className="inp"
        aria-describedby={hint && `${name}-hint`}
        {...rest}
      />
      {hint && (
        <p id={`${name}-hint`} className="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

export const Refused = ({ children }: { children: ReactNode }) => (
  <p className="hint e" role="alert">
    {children}
  </p>
);

export const textOf = (fields: FormData, name: string): string => {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
};

/** The token of a mail's link. It stands behind #, which no server sees. */
export const tokenOf = (hash: string): string =>
  new URLSearchParams(hash.replace(/^#/, '')).get('token') ?? '';

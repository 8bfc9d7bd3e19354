import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useRef, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { Logo } from '../../app/sidebar.tsx';
import { Button } from '../../components/button.tsx';
import { Loading, Skeleton } from '../../components/states.tsx';
import { sessionSchema } from '../../../../contracts/session.ts';
import { ApiProblem, get, post } from '../../lib/api.ts';

/** Only a path of this console may follow a sign-in. */
const safePath = (next: string | null) => (next && /^\/(?![/\\])/.test(next) ? next : '/');

/** Who started AEGIS here can ask it for a link. */
const ownMachine = ['localhost', '127.0.0.1'].includes(location.hostname);

function SignIn() {
  const { t } = useTranslation('session');
  const [params] = useSearchParams();
  const client = useQueryClient();
  const navigate = useNavigate();
  const token = params.get('token');
  const enter = async () => {
    client.clear();
    await navigate(safePath(params.get('next')), { replace: true });
  };
  const link = useMutation({
    // It signs in once; who is signed in already goes on with a used one too.
    mutationFn: (value: string) =>
      post('auth/sign-in-link', null, { token: value }).catch((refused: unknown) =>
        get('session', sessionSchema).catch(() => Promise.reject(refused as Error)),
      ),
    onSuccess: enter,
  });
  const form = useMutation({
    mutationFn: (body: { email: string; password: string }) => post('auth/sign-in', null, body),
    onSuccess: enter,
  });
  const sent = useRef(false);
  const { mutate } = link;
  useEffect(() => {
    if (!token || sent.current) return;
    sent.current = true;
    mutate(token);
  }, [token, mutate]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    form.mutate({ email: text(fields, 'email'), password: text(fields, 'password') });
  };
  const words = (error: Error, refused: string) => {
    const status = error instanceof ApiProblem ? error.status : 0;
    if (status === 429) return t('busy');
    return status >= 400 && status < 500 ? refused : t('failed');
  };
  const error = form.error
    ? words(form.error, t('refused'))
    : link.error
      ? words(link.error, t('linkRefused'))
      : null;
  return (
    <form className="card cbody" style={{ width: 360, display: 'grid', gap: 16 }} onSubmit={submit}>
      <Logo size={28} />
      <div>
        <h1>{t('title')}</h1>
        <p className="sub">{link.isPending ? t('link') : t('text')}</p>
      </div>
      <div className="field">
        <label htmlFor="email">{t('email')}</label>
        <input id="email" name="email" type="email" autoComplete="username" required className="inp" />
      </div>
      <div className="field">
        <label htmlFor="password">{t('password')}</label>
        <input
          id="password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          className="inp"
        />
      </div>
      {error && (
        <p className="hint e" role="alert">
          {error}
        </p>
      )}
      {ownMachine && (
        <p className="xs i2">
          {t('ownMachine')} <code className="mono">npm run aegis -- sign-in-link</code>
        </p>
      )}
      <Button type="submit" variant="primary" size="lg" busy={form.isPending || link.isPending}>
        {t('submit')}
      </Button>
    </form>
  );
}

const text = (fields: FormData, name: string) => {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
};

export default function SignInPage() {
  return (
    <main style={{ minHeight: '100vh', display: 'grid', placeItems: 'center', padding: 16 }}>
      <Suspense
        fallback={
          <Loading>
            <Skeleton height={320} width={360} />
          </Loading>
        }
      >
        <SignIn />
      </Suspense>
    </main>
  );
}

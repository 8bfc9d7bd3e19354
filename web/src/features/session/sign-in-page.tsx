import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate, useSearchParams } from 'react-router';
import { sessionSchema } from '../../../../contracts/session.ts';
import { ssoStartedSchema } from '../../../../contracts/sso.ts';
import { Button } from '../../components/button.tsx';
import { ApiProblem, get, post } from '../../lib/api.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { Card, Field, Page, Refused, textOf } from './card.tsx';

/** Only a path of this console may follow a sign-in. */
const safePath = (next: unknown) => (typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/');

/** Who started AEGIS here can ask it for a link. */
const ownMachine = ['localhost', '127.0.0.1'].includes(location.hostname);

/** What proves who somebody is: a link's token, or address and password; then the code of their app. */
type Proof = { token: string } | { email: string; password: string };

/** Why single sign-on came back without a session. */
const ssoReasons = [
  'invalid-state',
  'provider-failed',
  'no-email',
  'other-domain',
  'account-exists',
  'removed',
];

const mustComeBySso = (error: unknown) =>
  error instanceof ApiProblem && error.problem.reason === 'sso-required';

const needsCode = (error: unknown) => error instanceof ApiProblem && error.code === 'code-required';

function SignIn() {
  const { t } = useTranslation('session');
  const [params] = useSearchParams();
  const { state } = useLocation() as { state: { next?: unknown } | null };
  const words = useServerWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const token = params.get('token');
  /** Right so far; their code is missing. */
  const [half, setHalf] = useState<Proof | null>(null);
  const signIn = useMutation({
    mutationFn: async ({ code, ...proof }: Proof & { code?: string }) => {
      const path = 'token' in proof ? 'auth/sign-in-link' : 'auth/sign-in';
      try {
        await post(path, null, { ...proof, ...(code ? { code } : {}) });
      } catch (refused) {
        if (needsCode(refused) || !('token' in proof)) throw refused;
        // It signs in once; who is signed in already goes on with a used one too.
        await get('session', sessionSchema).catch(() => Promise.reject(refused as Error));
      }
    },
    onSuccess: async () => {
      client.clear();
      await navigate(safePath(params.get('next') ?? state?.next), { replace: true });
    },
    onError: (error, { code: _, ...proof }) => {
      if (needsCode(error)) setHalf(proof);
      if (mustComeBySso(error)) setCompany(true);
    },
  });
  const [company, setCompany] = useState(false);
  const sso = useMutation({
    mutationFn: (email: string) => post('auth/sso', ssoStartedSchema, { email }),
    onSuccess: ({ authorizeUrl }) => location.assign(authorizeUrl),
  });
  // Not in the frame, which would ask again at once: whoever comes back there asks anew.
  useEffect(() => client.removeQueries({ queryKey: ['session'] }), [client]);
  const cameBack = params.get('sso');
  const sent = useRef(false);
  const { mutate, error, isPending, variables } = signIn;
  useEffect(() => {
    if (!token || sent.current) return;
    sent.current = true;
    mutate({ token });
  }, [token, mutate]);
  const refused = error && !needsCode(error) && (
    <Refused>{t(wordOf(error, half !== null, variables !== undefined && 'token' in variables))}</Refused>
  );
  if (half && !company) {
    return (
      <Card
        title={t('code.title')}
        text={t('code.text')}
        onSubmit={(fields) => mutate({ ...half, code: textOf(fields, 'code') })}
      >
        <Field
          name="code"
          label={t('code.label')}
          autoComplete="one-time-code"
          autoFocus
          spellCheck={false}
        />
        {refused}
        <Button type="submit" variant="primary" size="lg" busy={isPending}>
          {t('submit')}
        </Button>
        <Button variant="ghost" onClick={() => setHalf(null)}>
          {t('code.back')}
        </Button>
      </Card>
    );
  }
  if (company) {
    return (
      <Card
        title={t('sso.title')}
        text={t(mustComeBySso(error) ? 'sso.required' : 'sso.text')}
        onSubmit={(fields) => sso.mutate(textOf(fields, 'email'))}
      >
        <Field
          name="email"
          label={t('email')}
          type="email"
          autoComplete="username"
          defaultValue={variables && 'email' in variables ? variables.email : undefined}
        />
        {sso.error && <Refused>{words.problem(sso.error, 'session')}</Refused>}
        <Button type="submit" variant="primary" size="lg" busy={sso.isPending || sso.isSuccess}>
          {t('sso.submit')}
        </Button>
        <Button variant="ghost" onClick={() => setCompany(false)}>
          {t('code.back')}
        </Button>
      </Card>
    );
  }
  return (
    <Card
      title={t('title')}
      text={isPending && token ? t('link') : t('text')}
      onSubmit={(fields) => mutate({ email: textOf(fields, 'email'), password: textOf(fields, 'password') })}
    >
      <Field name="email" label={t('email')} type="email" autoComplete="username" />
      <Field name="password" label={t('password')} type="password" autoComplete="current-password" />
      {refused}
      {cameBack && !refused && (
        <Refused>{t(`sso.back.${ssoReasons.includes(cameBack) ? cameBack : 'provider-failed'}`)}</Refused>
      )}
      {ownMachine && (
        <p className="xs i2">
          {t('ownMachine')} <code className="mono">npm run aegis -- sign-in-link</code>
        </p>
      )}
      <Button type="submit" variant="primary" size="lg" busy={isPending}>
        {t('submit')}
      </Button>
      <Button onClick={() => setCompany(true)}>{t('sso.open')}</Button>
      <Link className="sm" to="/forgot-password">
        {t('forgot.link')}
      </Link>
    </Card>
  );
}

/** The words for a refusal. */
function wordOf(error: Error, hasCode: boolean, byLink: boolean): string {
  const status = error instanceof ApiProblem ? error.status : 0;
  if (status === 429) return 'busy';
  if (status < 400 || status >= 500) return 'failed';
  if (hasCode) return 'code.refused';
  return byLink ? 'linkRefused' : 'refused';
}

export default function SignInPage() {
  return (
    <Page>
      <SignIn />
    </Page>
  );
}

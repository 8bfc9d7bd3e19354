import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate } from 'react-router';
import { invitationViewSchema, type InvitationView } from '../../../../contracts/invitations.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { Loading, Skeleton } from '../../components/states.tsx';
import { ApiProblem, post } from '../../lib/api.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useSession } from '../../lib/use-session.ts';
import { Card, Field, Page, Refused, textOf, tokenOf } from './card.tsx';

/** Joins a workspace with the link of an invitation: with one's account, or by making one. */
function Invitation() {
  const { t } = useTranslation('session');
  const words = useServerWords();
  const token = tokenOf(useLocation().hash);
  const held = useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => post('auth/invitation', invitationViewSchema, { token }, { signal }),
    retry: false,
    staleTime: Infinity,
  });
  if (held.isPending) {
    return (
      <Loading>
        <Skeleton height={320} width={360} />
      </Loading>
    );
  }
  if (held.error) {
    return (
      <Card title={t('invitation.ended')} text={words.problem(held.error, 'session')}>
        <Link className={buttonClass()} to="/sign-in">
          {t('submit')}
        </Link>
      </Card>
    );
  }
  return <Join token={token} invitation={held.data} />;
}

function Join({ token, invitation }: { token: string; invitation: InvitationView }) {
  const { t } = useTranslation('session');
  const words = useServerWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { hash } = useLocation();
  const session = useSession();
  const [needsCode, setNeedsCode] = useState(false);
  const { workspace, invitedBy, email, role, hasAccount } = invitation;
  const accept = useMutation({
    mutationFn: (more: { name?: string; password?: string; code?: string }) =>
      post('auth/invitation/accept', null, { token, ...more }),
    onSuccess: async () => {
      client.clear();
      await navigate('/', { replace: true });
    },
    onError: (error) =>
      setNeedsCode((before) => before || (error instanceof ApiProblem && error.code === 'code-required')),
  });
  const title = t('invitation.title', { workspace });
  const text = t('invitation.text', { by: invitedBy, role: t(`role.${role}`) });
  const refused = accept.error && <Refused>{words.problem(accept.error, 'session')}</Refused>;
  const join = (
    <Button type="submit" variant="primary" size="lg" busy={accept.isPending}>
      {t('invitation.join')}
    </Button>
  );
  if (hasAccount && session.data?.user.email !== email) {
    return (
      <Card title={title} text={text}>
        <p className="sm">{t('invitation.signInFirst', { email })}</p>
        <Link className={buttonClass('primary', 'lg')} to="/sign-in" state={{ next: `/invitation${hash}` }}>
          {t('submit')}
        </Link>
      </Card>
    );
  }
  if (hasAccount) {
    return (
      <Card title={title} text={text} onSubmit={() => accept.mutate({})}>
        {refused}
        {join}
      </Card>
    );
  }
  return (
    <Card
      title={title}
      text={text}
      onSubmit={(fields) =>
        accept.mutate({
          name: textOf(fields, 'name'),
          password: textOf(fields, 'password'),
          ...(needsCode ? { code: textOf(fields, 'code') } : {}),
        })
      }
    >
      <Field name="email" label={t('email')} type="email" value={email} readOnly autoComplete="username" />
      <Field name="name" label={t('name')} autoComplete="name" maxLength={120} />
      <Field
        name="password"
        label={t('password')}
        hint={t('passwordHint')}
        type="password"
        autoComplete="new-password"
      />
      {needsCode && <Field name="code" label={t('code.label')} autoComplete="one-time-code" />}
      {refused}
      {join}
    </Card>
  );
}

export default function InvitationPage() {
  return (
    <Page>
      <Invitation />
    </Page>
  );
}

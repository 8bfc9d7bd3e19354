import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Button } from '../../components/button.tsx';
import { post } from '../../lib/api.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { Card, Field, Page, Refused, textOf } from './card.tsx';

/** Asks for a link to choose a new password; the answer is the same for every address. */
function Forgot() {
  const { t } = useTranslation('session');
  const words = useServerWords();
  const ask = useMutation({
    mutationFn: (email: string) => post('auth/password-reset', null, { email }),
  });
  const back = (
    <Link className="sm" to="/sign-in">
      {t('forgot.back')}
    </Link>
  );
  if (ask.isSuccess) {
    return (
      <Card title={t('forgot.sent')} text={t('forgot.sentText')}>
        {back}
      </Card>
    );
  }
  return (
    <Card
      title={t('forgot.title')}
      text={t('forgot.text')}
      onSubmit={(fields) => ask.mutate(textOf(fields, 'email'))}
    >
      <Field name="email" label={t('email')} type="email" autoComplete="username" />
      {ask.error && <Refused>{words.problem(ask.error)}</Refused>}
      <Button type="submit" variant="primary" size="lg" busy={ask.isPending}>
        {t('forgot.submit')}
      </Button>
      {back}
    </Card>
  );
}

export default function ForgotPage() {
  return (
    <Page>
      <Forgot />
    </Page>
  );
}

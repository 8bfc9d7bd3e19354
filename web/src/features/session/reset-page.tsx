import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { Button, buttonClass } from '../../components/button.tsx';
import { put } from '../../lib/api.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { Card, Field, Page, Refused, textOf, tokenOf } from './card.tsx';

/** Chooses a new password with the link of a mail. */
function Reset() {
  const { t } = useTranslation('session');
  const words = useServerWords();
  const token = tokenOf(useLocation().hash);
  const choose = useMutation({
    mutationFn: (password: string) => put('auth/password-reset', null, { token, password }),
  });
  if (choose.isSuccess) {
    return (
      <Card title={t('reset.done')} text={t('reset.doneText')}>
        <Link className={buttonClass('primary', 'lg')} to="/sign-in">
          {t('submit')}
        </Link>
      </Card>
    );
  }
  return (
    <Card
      title={t('reset.title')}
      text={t('reset.text')}
      onSubmit={(fields) => choose.mutate(textOf(fields, 'password'))}
    >
      <Field
        name="password"
        label={t('newPassword')}
        hint={t('passwordHint')}
        type="password"
        autoComplete="new-password"
      />
      {choose.error && <Refused>{words.problem(choose.error, 'session')}</Refused>}
      <Button type="submit" variant="primary" size="lg" busy={choose.isPending}>
        {t('reset.submit')}
      </Button>
      <Link className="sm" to="/forgot-password">
        {t('reset.again')}
      </Link>
    </Card>
  );
}

export default function ResetPage() {
  return (
    <Page>
      <Reset />
    </Page>
  );
}

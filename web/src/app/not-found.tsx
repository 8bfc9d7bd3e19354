import { useTranslation } from 'react-i18next';
import { Link, useRouteError } from 'react-router';
import { buttonClass } from '../components/button.tsx';
import { EmptyState, ErrorState } from '../components/states.tsx';

export function NotFound() {
  const { t } = useTranslation('app');
  return (
    <EmptyState
      title={t('notFound.title')}
      text={t('notFound.text')}
      action={
        <Link className={buttonClass()} to="/">
          {t('notFound.home')}
        </Link>
      }
    />
  );
}

export const PageError = () => <ErrorState problem={useRouteError()} onRetry={() => location.reload()} />;

import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { CopyButton } from './copy.tsx';

/** A key that was just made: shown this once. */
export function NewKey({ token, onDone }: { token: string; onDone: () => void }) {
  const { t } = useTranslation('settings');
  return (
    <div className="note w" role="status">
      <TriangleAlert size={16} aria-hidden />
      <div className="col g12 grow">
        <p>{t('keys.once')}</p>
        <code className="mono secret" aria-label={t('keys.secret')}>
          {token}
        </code>
        <p className="xs">{t('keys.use')}</p>
        <div className="foot">
          <CopyButton text={token} />
          <Button size="sm" onClick={onDone}>
            {t('keys.kept')}
          </Button>
        </div>
      </div>
    </div>
  );
}

import { KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Connection } from '../../../../contracts/connections.ts';
import { useMay } from '../../lib/use-may.ts';
import { useConnectionName } from './connection-name.ts';

/** Said where changes would be refused, because the platform did not grant us the right; leads to who can ask for it. */
export function ConnectAgain({ connection }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const manage = useMay('manage');
  const name = useConnectionName()(connection);
  return (
    <p className="note w">
      <KeyRound size={16} aria-hidden />
      <span>
        {t('ungranted.says', { name })}{' '}
        {manage ? (
          <Link className="link" to={`/connect?connection=${connection.id}`}>
            {t('ungranted.act')}
          </Link>
        ) : (
          t('ungranted.ask')
        )}
      </span>
    </p>
  );
}

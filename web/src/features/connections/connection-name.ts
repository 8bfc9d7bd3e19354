import { useTranslation } from 'react-i18next';
import type { Connection } from '../../../../contracts/connections.ts';
import { platformNames } from '../../components/figures.tsx';

/** The name of a connection; the stand-in says what it is in the reader's language. */
export function useConnectionName(): (connection: Connection) => string {
  const { t } = useTranslation('connections');
  return ({ name, platform, environment }) =>
    environment === 'sandbox' ? t('sampleOf', { platform: platformNames[platform] }) : name;
}

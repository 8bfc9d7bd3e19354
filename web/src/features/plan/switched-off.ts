import { useTranslation } from 'react-i18next';

/** What a smaller plan has no place for, in words; it is never deleted. */
export function useSwitchedOff({
  agentsOff,
  connectionsPaused,
}: {
  agentsOff: number;
  connectionsPaused: number;
}) {
  const { t } = useTranslation('plan');
  const parts = [
    ...(agentsOff > 0 ? [t('off.agents', { count: agentsOff })] : []),
    ...(connectionsPaused > 0 ? [t('off.connections', { count: connectionsPaused })] : []),
  ];
  return parts.length === 0 ? t('off.none') : `${parts.join(' ')} ${t('off.kept')}`;
}

import { useTranslation } from 'react-i18next';
import type { Connection } from '../../../../contracts/connections.ts';
import { platformNames } from '../../components/figures.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { formatAge, formatNumber, formatPercent } from '../../lib/format.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { syncShare, type Stream } from './progress.ts';

/** How each stream of a connection stands, live while it syncs. */
export function Streams({ connection }: { connection: Connection }) {
  const { t, i18n } = useTranslation('connections');
  return (
    <div className="tblwrap" tabIndex={0} role="region" aria-label={t('live')}>
      <table className="tbl streams">
        <thead>
          <tr>
            <th scope="col">{t('table.stream')}</th>
            <th scope="col">{t('table.state')}</th>
            <th scope="col">{t('table.progress')}</th>
            <th scope="col" className="r">
              {t('table.rows')}
            </th>
            <th scope="col" className="r">
              {t('table.next')}
            </th>
          </tr>
        </thead>
        <tbody>
          {connection.streams.map((stream) => (
            <tr key={`${stream.accountId}${stream.stream}`}>
              <td>
                <span className="m">{t(`stream.${stream.stream}`)}</span>{' '}
                <span className="xs i2">{stream.accountName}</span>
              </td>
              <td>
                <StateBadge state={stream.state} />
              </td>
              <td>{stream.state === 'syncing' && <Progress stream={stream} />}</td>
              <td className="r">{stream.rows > 0 && formatNumber(stream.rows, i18n.language)}</td>
              <td className="r i2">
                <Next stream={stream} connection={connection} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Progress({ stream }: { stream: Pick<Stream, 'done' | 'total'> }) {
  const { t, i18n } = useTranslation('connections');
  const share = syncShare([stream]) ?? 0;
  const words = formatPercent(share, i18n.language, 0);
  return (
    <span className="row g8">
      <span
        className="pace synced"
        role="progressbar"
        aria-label={t('table.progress')}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={words}
      >
        <i style={{ width: `${share * 100}%` }} />
      </span>
      <span className="num xs i2">{words}</span>
    </span>
  );
}

/** What happens next to a stream, or what went wrong and who must act. */
function Next({ stream, connection }: { stream: Stream; connection: Connection }) {
  const { t, i18n } = useTranslation('connections');
  const words = useServerWords();
  const { state, error, done, total, lastSuccessAt } = stream;
  if (error)
    return (
      <span className="neg">
        {words.happened(error.code, error.detail, platformNames[connection.platform])}{' '}
        <span className="mono xs">{error.code}</span>
      </span>
    );
  if (state === 'syncing') return total > 1 ? t('parts', { done, total }) : null;
  if (state === 'queued' || state === 'pending') return t('afterOthers');
  if (connection.state !== 'connected') return null;
  if (state === 'late' && lastSuccessAt) return t('since', { age: formatAge(lastSuccessAt, i18n.language) });
  return connection.nextSyncAt && formatAge(connection.nextSyncAt, i18n.language);
}

import { CircleAlert, Plug } from 'lucide-react';
import { clsx } from 'clsx';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Connection } from '../../../../contracts/connections.ts';
import { buttonClass } from '../../components/button.tsx';
import { PlatformTile, platformNames } from '../../components/figures.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { EmptyState, ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { daysUntil, formatAge, formatDate, formatNumber } from '../../lib/format.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useMay } from '../../lib/use-may.ts';
import { useSession } from '../../lib/use-session.ts';
import { AdAccounts } from './ad-accounts.tsx';
import './connections.css';
import { useConnectionName } from './connection-name.ts';
import { ConnectionActs } from './connection-acts.tsx';
import { ConnectedBy } from './panels.tsx';
import { shownState } from './progress.ts';
import { useConnections } from './queries.ts';
import { Streams } from './streams.tsx';

/** Access that ends within these days is said. */
const SOON_DAYS = 7;

/** Every connection: how fresh it is, what it syncs, and what can be done about it. */
export default function ConnectionsPage() {
  const { t } = useTranslation('connections');
  const { data, error, isPending, refetch } = useConnections();
  const connections = data?.data ?? [];
  const manage = useMay('manage');
  const connect = (look: 'primary' | 'secondary') => (
    <Link className={buttonClass(look)} to="/connect">
      <Plug size={14} aria-hidden />
      {t('connectFirst')}
    </Link>
  );
  return (
    <main className="page">
      <div className="phead wrap">
        <div>
          <h1>{t('accountsTitle')}</h1>
          <p className="sub">{t('accountsSub')}</p>
        </div>
        {connections.length > 0 && manage && connect('secondary')}
      </div>
      {!manage && <p className="note n">{t('readOnly')}</p>}
      {isPending && (
        <Loading>
          <Skeleton height={460} />
        </Loading>
      )}
      {error && !data && (
        <section className="card">
          <ErrorState heading="h2" problem={error} onRetry={() => void refetch()} />
        </section>
      )}
      {data && connections.length === 0 && (
        <section className="card">
          <EmptyState
            heading="h2"
            title={t('empty')}
            text={t('emptyText')}
            action={manage && connect('primary')}
          />
        </section>
      )}
      {connections.map((connection) => (
        <ConnectionCard key={connection.id} connection={connection} />
      ))}
    </main>
  );
}

function ConnectionCard({ connection }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const { id, platform, environment } = connection;
  const name = useConnectionName()(connection);
  const [search] = useSearchParams();
  const wanted = search.get('connection') === id;
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (wanted) card.current?.scrollIntoView();
  }, [wanted]);
  return (
    <article className="card clip" aria-labelledby={`c-${id}`} ref={card}>
      <div className="cbody head">
        <div className="row g12 wrap">
          <PlatformTile platform={platform} size={36} />
          <div className="grow">
            <div className="row g8 wrap">
              <h2 id={`c-${id}`}>{name}</h2>
              <StateBadge state={shownState(connection)} />
              {environment === 'sandbox' && <span className="badge dash">{t('sampleBadge')}</span>}
            </div>
            <ConnectedBy connection={connection} />
          </div>
          <ConnectionActs connection={connection} />
        </div>
        <Remedy connection={connection} />
        <Facts connection={connection} />
      </div>
      <Streams connection={connection} />
      <AdAccounts connection={connection} />
    </article>
  );
}

/** What is wrong with a connection and what to do; nothing while all is well. */
function Remedy({ connection }: { connection: Connection }) {
  const { t, i18n } = useTranslation('connections');
  const words = useServerWords();
  const state = shownState(connection);
  const { lastSync, reconnectReason, expiresAt } = connection;
  const [code, provider] = (reconnectReason ?? lastSync?.failure?.code ?? '').split(' ');
  const soon = expiresAt !== null && daysUntil(expiresAt) <= SOON_DAYS;
  const failed = state === 'action_required' || state === 'error';
  if (!failed && state !== 'late' && state !== 'paused' && !soon) return null;
  const key = failed || state === 'late' || state === 'paused' ? state : 'soon';
  return (
    <div
      role={failed ? 'alert' : undefined}
      className={clsx('note', failed ? 'e' : key === 'paused' ? 'n' : 'w')}
    >
      <CircleAlert size={16} aria-hidden />
      <div>
        <b className="m">
          {t(`wrong.${key}`, { age: expiresAt ? formatAge(expiresAt, i18n.language) : '' })}
        </b>
        <div className="i2">
          {code &&
            failed &&
            words.happened(code, lastSync?.failure?.message ?? '', platformNames[connection.platform])}{' '}
          {t(`remedy.${key}`)}{' '}
          {code && failed && (
            <span className="mono xs">
              {code} {provider}
            </span>
          )}
        </div>
      </div>
    </div>
  );
}

/** When it was synced, what that brought, when it is synced next, until when we have access. */
function Facts({ connection }: { connection: Connection }) {
  const { t, i18n } = useTranslation('connections');
  const { data: session } = useSession();
  const { lastSync, nextSyncAt, expiresAt, scopes, syncIntervalMinutes, state } = connection;
  const age = (at: string | null | undefined) =>
    at ? (
      <time dateTime={at} title={formatDate(at, i18n.language, 'dateTime', session?.tenant.timeZone)}>
        {formatAge(at, i18n.language)}
      </time>
    ) : (
      '–'
    );
  const number = (value: number) => formatNumber(value, i18n.language);
  const facts = [
    ['last', lastSync ? age(lastSync.finishedAt ?? lastSync.startedAt) : t('notSynced')],
    [
      'read',
      lastSync ? t('rows', { read: number(lastSync.rowsRead), changed: number(lastSync.rowsChanged) }) : '–',
    ],
    ['next', state === 'connected' ? age(nextSyncAt) : '–'],
    ['every', t('minutes', { count: syncIntervalMinutes })],
    ['ends', expiresAt ? formatDate(expiresAt, i18n.language, 'date') : t('noEnd')],
    ['rights', <span className="mono">{scopes.join(', ')}</span>],
    ['webhooks', t('noWebhooks')],
  ] as const;
  return (
    <dl className="facts">
      {facts.map(([key, value]) => (
        <div key={key}>
          <dt>{t(`fact.${key}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

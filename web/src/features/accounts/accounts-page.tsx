import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Connection } from '../../../../contracts/connections.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { EmptyState, ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { formatAge, formatDate, formatNumber } from '../../lib/format.ts';
import { platformNames } from '../approvals/words.ts';
import { useAuthorize, useConnectionAct, useConnections } from '../connect/queries.ts';

const looks = {
  pending: 'dash',
  queued: '',
  syncing: 'run',
  on_time: 'ok',
  late: 'wait',
  error: 'bad',
  action_required: 'bad',
};

/** Every connection: how fresh it is, what it syncs, and what can be done about it. */
export default function AccountsPage() {
  const { t } = useTranslation('connect');
  const { data, error, isPending, refetch } = useConnections();
  const connect = (
    <Link className={buttonClass('primary')} to="/connect">
      {t('connectFirst')}
    </Link>
  );
  return (
    <div className="page">
      <div className="phead wrap">
        <div>
          <h1>{t('accountsTitle')}</h1>
          <p className="sub">{t('accountsSub')}</p>
        </div>
        {connect}
      </div>
      {isPending && (
        <Loading>
          <Skeleton height={260} />
        </Loading>
      )}
      {error && <ErrorState problem={error} onRetry={() => void refetch()} />}
      {data?.data.length === 0 && (
        <section className="card">
          <EmptyState title={t('empty')} text={t('emptyText')} />
        </section>
      )}
      {data?.data.map((connection) => (
        <ConnectionCard key={connection.id} connection={connection} />
      ))}
    </div>
  );
}

function ConnectionCard({ connection }: { connection: Connection }) {
  const { t, i18n } = useTranslation('connect');
  const [asking, setAsking] = useState(false);
  const act = useConnectionAct();
  const authorize = useAuthorize();
  const { id, version, platform, environment, scopes, state, lastSync } = connection;
  const run = (kind: 'sync' | 'pause' | 'resume' | 'disconnect') =>
    act.mutate({ id, version, act: kind }, { onSettled: () => setAsking(false) });
  const selected = connection.accounts.filter((a) => a.selected).map((a) => a.id);
  return (
    <section className="card">
      <div className="chead wrap">
        <span className={`pf pf-${platform}`} aria-hidden>
          {platformNames[platform][0]}
        </span>
        <div>
          <h2>{connection.name}</h2>
          <p className="xs i2">
            {t('by', {
              name: connection.connectedBy ?? '',
              at: formatDate(connection.connectedAt, i18n.language),
            })}
          </p>
        </div>
        <span
          className={`badge ${state === 'connected' ? looks[connection.health] : state === 'reconnect' ? 'bad' : 'mute'}`}
        >
          {t(
            `state.${state === 'connected' ? connection.health : state === 'reconnect' ? 'action_required' : state}`,
          )}
        </span>
        {environment === 'sandbox' && <span className="badge dash">{t('sampleBadge')}</span>}
        <span className="row wrap more">
          {state === 'connected' && (
            <Button size="sm" busy={act.isPending} onClick={() => run('sync')}>
              {t('sync')}
            </Button>
          )}
          {(state === 'reconnect' || state === 'disconnected') && (
            <Button
              size="sm"
              variant="primary"
              busy={authorize.isPending}
              onClick={() => authorize.mutate({ platform, environment, scopes })}
            >
              {t('reconnect')}
            </Button>
          )}
          {state === 'connected' && (
            <Button size="sm" onClick={() => run('pause')}>
              {t('pause')}
            </Button>
          )}
          {state === 'paused' && (
            <Button size="sm" onClick={() => run('resume')}>
              {t('resume')}
            </Button>
          )}
          {state !== 'disconnected' && (
            <Button size="sm" variant="danger" onClick={() => setAsking(true)}>
              {t('disconnect')}
            </Button>
          )}
        </span>
      </div>
      <div className="cbody col g12">
        <p className="xs i2" role="status">
          {lastSync?.finishedAt
            ? t('last', { age: formatAge(lastSync.finishedAt, i18n.language) })
            : t('never')}
          {connection.nextSyncAt &&
            ` · ${t('next', { age: formatAge(connection.nextSyncAt, i18n.language) })}`}
        </p>
        {connection.reconnectReason && <p className="sm neg">{connection.reconnectReason}</p>}
        {(act.isError || authorize.isError) && <ErrorState problem={act.error ?? authorize.error} />}
        <div className="tblwrap">
          <table className="tbl">
            <thead>
              <tr>
                <th>{t('table.stream')}</th>
                <th>{t('table.state')}</th>
                <th>{t('table.progress')}</th>
                <th className="r">{t('table.rows')}</th>
              </tr>
            </thead>
            <tbody>
              {connection.streams.map((s) => (
                <tr key={`${s.accountId}${s.stream}`}>
                  <td>
                    {t(`stream.${s.stream}`)} <span className="xs i3">{s.accountName}</span>
                  </td>
                  <td>
                    <span className={`badge ${looks[s.state]}`}>{t(`state.${s.state}`)}</span>
                    {s.error && <span className="xs neg"> {s.error.detail}</span>}
                  </td>
                  <td>
                    {s.state === 'syncing' && s.total > 0 && (
                      <progress value={s.done} max={s.total} aria-label={t(`stream.${s.stream}`)} />
                    )}
                  </td>
                  <td className="r">{formatNumber(s.rows, i18n.language)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <h3>{t('adAccounts')}</h3>
        {connection.accounts.map((account) => (
          <label key={account.id} className="row sm wrap">
            <input
              type="checkbox"
              checked={account.selected}
              disabled={act.isPending || state === 'disconnected'}
              onChange={(e) =>
                act.mutate({
                  id,
                  version,
                  act: 'select',
                  accounts: e.target.checked
                    ? [...selected, account.id]
                    : selected.filter((one) => one !== account.id),
                })
              }
            />
            <span className="m">{account.name}</span>
            <span className="mono i3">{account.id}</span>
            <span className="i2">
              {account.currency} · {account.timeZone}
            </span>
            <span className="i2 more">{t('active', { count: account.activeCampaigns })}</span>
          </label>
        ))}
      </div>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('ask.title', { name: connection.name })}
        text={t('ask.text')}
      >
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={() => setAsking(false)}>{t('cancel')}</Button>
          <Button variant="danger-solid" busy={act.isPending} onClick={() => run('disconnect')}>
            {t('disconnect')}
          </Button>
        </div>
      </Dialog>
    </section>
  );
}

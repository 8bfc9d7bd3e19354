import { Pause, Play, Plug, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../../../contracts/connections.ts';
import { Button } from '../../components/button.tsx';
import { platformNames } from '../../components/figures.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { showToast } from '../../components/toast.ts';
import { useConnectionName } from './connection-name.ts';
import { isSyncing } from './progress.ts';
import { useAuthorize, useConnectionAct, type ConnectionAct } from './queries.ts';
import { useMay } from '../../lib/use-may.ts';
import { Trouble } from './trouble.tsx';

/** Sync now, pause, reconnect and disconnect: what the state and the reader's role allow. */
export function ConnectionActs({ connection }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const [asking, setAsking] = useState(false);
  const act = useConnectionAct();
  const authorize = useAuthorize();
  const manage = useMay('manage');
  const run = useMay('run');
  const { id, version, state, platform, environment, scopes } = connection;
  const send = (kind: ConnectionAct['act'], said?: string) =>
    act.mutate({ id, version, act: kind }, { onSuccess: () => said && showToast(said) });
  const busy = (kind: ConnectionAct['act']) => act.isPending && act.variables.act === kind;
  return (
    <>
      <div className="row wrap cacts">
        {state === 'connected' && run && (
          <Button size="sm" busy={busy('sync') || isSyncing(connection)} onClick={() => send('sync')}>
            {!busy('sync') && !isSyncing(connection) && <RefreshCw size={14} aria-hidden />}
            {t(isSyncing(connection) ? 'syncing' : 'sync')}
          </Button>
        )}
        {state === 'reconnect' && manage && (
          <Button
            size="sm"
            variant="primary"
            busy={authorize.isPending}
            onClick={() => authorize.mutate({ platform, environment, scopes })}
          >
            <Plug size={14} aria-hidden />
            {t('reconnectAt', { platform: platformNames[platform] })}
          </Button>
        )}
        {state === 'connected' && manage && (
          <Button size="sm" busy={busy('pause')} onClick={() => send('pause', t('pausedNow'))}>
            <Pause size={14} aria-hidden />
            {t('pause')}
          </Button>
        )}
        {state === 'paused' && manage && (
          <Button size="sm" busy={busy('resume')} onClick={() => send('resume')}>
            <Play size={14} aria-hidden />
            {t('resume')}
          </Button>
        )}
        {state !== 'disconnected' && manage && (
          <Button size="sm" variant="danger" onClick={() => setAsking(true)}>
            {t('disconnect')}
          </Button>
        )}
      </div>
      {!asking && <Trouble error={act.error ?? authorize.error} />}
      {asking && <DisconnectDialog connection={connection} onClose={() => setAsking(false)} />}
    </>
  );
}

/** Says what stops and what is kept, with its figures. */
function DisconnectDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { t } = useTranslation(['connections', 'app']);
  const act = useConnectionAct();
  const { id, version, accounts } = connection;
  const name = useConnectionName()(connection);
  const campaigns = accounts.reduce((sum, account) => sum + account.activeCampaigns, 0);
  const disconnect = () =>
    act.mutate(
      { id, version, act: 'disconnect' },
      {
        onSuccess: () => {
          showToast(t('disconnected', { name }));
          onClose();
        },
      },
    );
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t('ask.title', { name })}>
      <ul className="what sm">
        <li>{t('ask.stops', { count: accounts.length })}</li>
        <li>{t('ask.runs', { count: campaigns })}</li>
        <li>{t('ask.erased')}</li>
        <li>{t('ask.kept')}</li>
      </ul>
      <Trouble error={act.error} />
      <div className="row end">
        <Button onClick={onClose}>{t('app:cancel')}</Button>
        <Button variant="danger-solid" busy={act.isPending} onClick={disconnect}>
          {t('ask.confirm', { name })}
        </Button>
      </div>
    </Dialog>
  );
}

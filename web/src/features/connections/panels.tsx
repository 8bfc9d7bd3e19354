import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Connection } from '../../../../contracts/connections.ts';
import type { PlatformInfo } from '../../../../contracts/platforms.ts';
import { Button } from '../../components/button.tsx';
import { LoopTrack, PlatformTile, platformNames } from '../../components/figures.tsx';
import { formatDate, formatPercent } from '../../lib/format.ts';
import { useSession } from '../../lib/use-session.ts';
import { useConnectionName } from './connection-name.ts';
import { AdAccounts } from './ad-accounts.tsx';
import { ConnectionActs } from './connection-acts.tsx';
import { isSyncing, stepsOf, syncShare } from './progress.ts';
import { useAuthorize } from './queries.ts';
import { useMay } from '../../lib/use-may.ts';
import { Scopes } from './scopes.tsx';
import { Streams } from './streams.tsx';
import { Trouble } from './trouble.tsx';

/** A connection on its way, or done: steps, streams as they sync, rights and accounts. */
export function Connected({ connection, info }: { connection: Connection; info: PlatformInfo }) {
  const { t } = useTranslation('connections');
  const platform = platformNames[connection.platform];
  const name = useConnectionName()(connection);
  const manage = useMay('manage');
  const authorize = useAuthorize();
  const ask = (scopes: string[]) =>
    authorize.mutate({ platform: connection.platform, environment: connection.environment, scopes });
  return (
    <div className="col g16 panel">
      <section className="card">
        <div className="cbody head">
          <div className="row g12 wrap">
            <PlatformTile platform={connection.platform} size={36} />
            <div className="grow">
              <h2>{name}</h2>
              <ConnectedBy connection={connection} />
            </div>
            {connection.environment === 'sandbox' && <span className="badge dash">{t('sampleBadge')}</span>}
            <ConnectionActs connection={connection} />
          </div>
          {connection.environment === 'sandbox' && <p className="xs i2">{t('sampleText', { platform })}</p>}
          <Steps connection={connection} info={info} />
        </div>
      </section>
      <section className="card clip">
        <div className="chead">
          <h2>{t('live')}</h2>
          <span className="live more" role="status">
            {isSyncing(connection) ? (
              <>
                <span className="dot run" />
                {t('liveNow')}
              </>
            ) : (
              <Link className="link" to="/connections">
                {t('accountsTitle')}
              </Link>
            )}
          </span>
        </div>
        <Streams connection={connection} />
        {isSyncing(connection) && <p className="xs i2 leave">{t('leave')}</p>}
      </section>
      <Scopes
        info={info}
        ticked={connection.scopes}
        onChange={null}
        onAsk={manage ? (scope) => ask([...connection.scopes, scope]) : undefined}
      />
      <Trouble error={authorize.error} />
      <section className="card">
        <AdAccounts connection={connection} />
      </section>
    </div>
  );
}

export function ConnectedBy({ connection }: { connection: Connection }) {
  const { t, i18n } = useTranslation('connections');
  const { data: session } = useSession();
  const { connectedBy, connectedAt } = connection;
  const at = formatDate(connectedAt, i18n.language, 'dateTime', session?.tenant.timeZone);
  return <p className="xs i2">{connectedBy ? t('by', { name: connectedBy, at }) : t('at', { at })}</p>;
}

interface StepsProps {
  connection: Connection | null;
  info: PlatformInfo;
  chosen?: number;
  leaving?: boolean;
}

/** Rights, consent, accounts, first sync. */
function Steps({ connection, info, chosen, leaving = false }: StepsProps) {
  const { t, i18n } = useTranslation('connections');
  const { data: session } = useSession();
  const platform = platformNames[info.platform];
  const steps = stepsOf(connection, leaving);
  const rights = chosen ?? info.scopes.filter(({ id }) => connection?.scopes.includes(id)).length;
  const time = (at: string | null | undefined) =>
    at ? formatDate(at, i18n.language, 'time', session?.tenant.timeZone) : undefined;
  const total = connection?.accounts.length ?? 0;
  const share = connection && syncShare(connection.streams);
  const notes = {
    choose: t('step.chosen', { count: rights }),
    allow:
      steps.allow === 'done'
        ? t('step.given', { time: time(connection?.connectedAt) })
        : t(steps.allow === 'now' ? 'step.asking' : 'step.askedNext', { platform }),
    accounts:
      total > 0
        ? t('selected', { count: connection?.accounts.filter(({ selected }) => selected).length, total })
        : t('step.found'),
    first:
      steps.first === 'done'
        ? t('step.through')
        : connection?.lastSync?.state === 'failed'
          ? t('step.failed')
          : steps.first === 'now' && typeof share === 'number'
            ? formatPercent(share, i18n.language, 0)
            : t('step.days'),
  };
  return (
    <LoopTrack
      steps={(['choose', 'allow', 'accounts', 'first'] as const).map((key) => ({
        label: t(`step.${key}`, { platform }),
        note: notes[key],
        state: steps[key],
      }))}
    />
  );
}

/** Which rights to ask for, and the way to the platform's consent page. */
export function NotConnected({ info }: { info: PlatformInfo }) {
  const { t } = useTranslation('connections');
  const manage = useMay('manage');
  const authorize = useAuthorize();
  const [ticked, setTicked] = useState(() =>
    info.scopes.filter(({ required, access }) => required || access === 'read').map(({ id }) => id),
  );
  const platform = platformNames[info.platform];
  const ask = (environment: 'live' | 'sandbox') =>
    authorize.mutate({
      platform: info.platform,
      environment,
      // Sample data are for trying everything.
      scopes: environment === 'sandbox' ? info.scopes.map(({ id }) => id) : ticked,
    });
  const asking = (environment: 'live' | 'sandbox') =>
    authorize.isPending && authorize.variables.environment === environment;
  const live = info.environments.includes('live');
  const leaving = authorize.isPending || authorize.isSuccess;
  return (
    <div className="col g16 panel">
      <section className="card">
        <div className="cbody head">
          <div className="row g12 wrap">
            <PlatformTile platform={info.platform} size={36} />
            <div className="grow">
              <h2>{platform}</h2>
              <p className="xs i2">{live ? t('goesTo', { platform }) : t('notSetUp', { platform })}</p>
            </div>
            {info.environments.includes('sandbox') && (
              <Button disabled={!manage} busy={asking('sandbox')} onClick={() => ask('sandbox')}>
                {t('sampleWith', { platform })}
              </Button>
            )}
            {live && (
              <Button variant="primary" disabled={!manage} busy={asking('live')} onClick={() => ask('live')}>
                {t('connect', { platform })}
              </Button>
            )}
          </div>
          <Trouble error={authorize.error} />
          <Steps connection={null} info={info} chosen={ticked.length} leaving={leaving} />
        </div>
      </section>
      <Scopes info={info} ticked={ticked} onChange={manage ? setTicked : null} />
    </div>
  );
}

import { CircleAlert, FlaskConical, ShieldCheck } from 'lucide-react';
import { clsx } from 'clsx';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Connection } from '../../../../contracts/connections.ts';
import type { PlatformInfo } from '../../../../contracts/platforms.ts';
import { Button } from '../../components/button.tsx';
import { PlatformTile, platformNames } from '../../components/figures.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { PlanLink } from '../../components/plan-help.tsx';
import './connections.css';
import { useConnectionName } from './connection-name.ts';
import { Connected, NotConnected } from './panels.tsx';
import { shownState } from './progress.ts';
import { useAuthorize, useConnections, usePlatforms } from './queries.ts';
import { useMay } from '../../lib/use-may.ts';
import { Trouble } from './trouble.tsx';

/** Platforms, what each is asked for, and how connecting goes on: rights, consent, accounts, first sync. */
export default function ConnectPage() {
  const { t } = useTranslation('connections');
  const [search] = useSearchParams();
  const platforms = usePlatforms();
  const connections = useConnections();
  const manage = useMay('manage');
  const authorize = useAuthorize();
  const infos = platforms.data?.data ?? [];
  const sandbox = infos.find((p) => p.environments.includes('sandbox'));
  const tried = connections.data?.data.some((c) => c.environment === 'sandbox');
  const error = platforms.error ?? connections.error;
  return (
    <main className="page">
      <div className="phead wrap">
        <div>
          <h1>{t('title')}</h1>
          <p className="sub">{t('sub')}</p>
        </div>
        {sandbox && manage && connections.data && !tried && (
          <Button
            busy={authorize.isPending}
            onClick={() =>
              authorize.mutate({
                platform: sandbox.platform,
                environment: 'sandbox',
                scopes: sandbox.scopes.map(({ id }) => id),
              })
            }
          >
            <FlaskConical size={14} aria-hidden />
            {t('sample')}
          </Button>
        )}
      </div>
      {search.get('error') && <Refused code={search.get('error')!} />}
      <Trouble error={authorize.error} />
      {!manage && infos.length > 0 && <p className="note n">{t('readOnly')}</p>}
      {error && (
        <section className="card">
          <ErrorState
            heading="h2"
            problem={error}
            onRetry={() => {
              void platforms.refetch();
              void connections.refetch();
            }}
          />
        </section>
      )}
      {!error && (platforms.isPending || connections.isPending) && (
        <Loading>
          <div className="cn">
            <Skeleton height={320} />
            <Skeleton height={460} />
          </div>
        </Loading>
      )}
      {platforms.data && connections.data && (
        <Platforms
          infos={infos}
          connections={connections.data.data}
          wanted={search.get('connection') ?? search.get('platform')}
        />
      )}
    </main>
  );
}

/** Why the person came back without a connection. */
function Refused({ code }: { code: string }) {
  const { t } = useTranslation('connections');
  return (
    <div role="alert" className={clsx('note', code === 'denied' ? 'w' : 'e')}>
      <CircleAlert size={16} aria-hidden />
      <div>
        <b className="m">{t(code === 'denied' ? 'denied' : 'failed')}</b>
        <div className="i2">
          {t(`back.${code}`, { defaultValue: t('back.other') })} <span className="mono xs">{code}</span>{' '}
          {code === 'plan-limit' && <PlanLink />}
        </div>
      </div>
    </div>
  );
}

interface PlatformsProps {
  infos: PlatformInfo[];
  connections: Connection[];
  /** Id of a connection, or a platform. */
  wanted: string | null;
}

function Platforms({ infos, connections, wanted }: PlatformsProps) {
  const { t } = useTranslation('connections');
  const open = infos.filter(({ available }) => available);
  const connection =
    connections.find(({ id }) => id === wanted) ??
    (open.some(({ platform }) => platform === wanted) ? undefined : connections[0]);
  const info =
    infos.find(({ platform }) => platform === (connection?.platform ?? wanted)) ?? open[0] ?? infos[0];
  return (
    <div className="cn">
      <div className="col g16">
        <nav className="card pls" aria-label={t('platforms')}>
          {connections.map((one) => (
            <ConnectionLink key={one.id} connection={one} on={one === connection} />
          ))}
          {infos.map((one) => (
            <PlatformEntry
              key={one.platform}
              info={one}
              connected={connections.some(
                ({ platform, environment }) => platform === one.platform && environment === 'live',
              )}
              on={!connection && one === info}
            />
          ))}
        </nav>
        <section className="card">
          <div className="cbody promise">
            <h2 className="row g6">
              <ShieldCheck size={14} aria-hidden />
              {t('keys')}
            </h2>
            <ul className="xs i2 col g6">
              {['sealed', 'renewed', 'erased'].map((key) => (
                <li key={key}>{t(`keysText.${key}`)}</li>
              ))}
            </ul>
          </div>
        </section>
      </div>
      {connection && info ? (
        <Connected key={connection.id} connection={connection} info={info} />
      ) : (
        info && <NotConnected key={info.platform} info={info} />
      )}
    </div>
  );
}

function ConnectionLink({ connection, on }: { connection: Connection; on: boolean }) {
  const { t } = useTranslation('connections');
  const { id, platform, accounts } = connection;
  const name = useConnectionName()(connection);
  return (
    <Link
      className={clsx('pl', on && 'on')}
      aria-current={on ? 'page' : undefined}
      to={`/connect?connection=${id}`}
    >
      <PlatformTile platform={platform} size={32} />
      <span className="grow">
        <span className="m trunc">{name}</span>
        <span className="xs i2 trunc">{t('accounts', { count: accounts.length })}</span>
      </span>
      <StateBadge state={shownState(connection)} />
    </Link>
  );
}

/** A platform that is not connected: a link where it can be, plain words where it cannot. */
function PlatformEntry({ info, connected, on }: { info: PlatformInfo; connected: boolean; on: boolean }) {
  const { t } = useTranslation('connections');
  const { platform, available } = info;
  if (connected) return null;
  const inside = (
    <>
      <PlatformTile platform={platform} size={32} />
      <span className="grow">
        <span className="m trunc">{platformNames[platform]}</span>
        <span className="xs i2 trunc">{t(available ? 'notConnected' : 'notYet')}</span>
      </span>
    </>
  );
  if (!available) return <div className="pl closed">{inside}</div>;
  return (
    <Link
      className={clsx('pl', on && 'on')}
      aria-current={on ? 'page' : undefined}
      to={`/connect?platform=${platform}`}
    >
      {inside}
    </Link>
  );
}

import { Eye, FlaskConical, Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { PlatformInfo } from '../../../../contracts/platforms.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { platformNames } from '../approvals/words.ts';
import { useAuthorize, usePlatforms } from './queries.ts';

/** What each platform is asked for, read first, and the way to its consent page. */
export default function ConnectPage() {
  const { t } = useTranslation('connect');
  const [search] = useSearchParams();
  const { data, error, isPending, refetch } = usePlatforms();
  const [chosen, setChosen] = useState<string | null>(null);
  const authorize = useAuthorize();
  const info = data?.data.find((p) => p.platform === chosen) ?? data?.data.find((p) => p.available);
  const sandbox = data?.data.find((p) => p.environments.includes('sandbox'));
  return (
    <div className="page">
      <div className="phead wrap">
        <div>
          <h1>{t('title')}</h1>
          <p className="sub">{t('sub')}</p>
        </div>
        {sandbox && (
          <Button
            busy={authorize.isPending}
            onClick={() =>
              authorize.mutate({
                platform: sandbox.platform,
                environment: 'sandbox',
                scopes: sandbox.scopes.map((s) => s.id),
              })
            }
          >
            <FlaskConical size={14} aria-hidden />
            {t('sample')}
          </Button>
        )}
      </div>
      {search.get('error') && (
        <p role="alert" className="note e">
          {t('failed')} <span className="mono">{search.get('error')}</span>
        </p>
      )}
      {search.get('connection') && (
        <p role="status" className="note i">
          {t('connected')}{' '}
          <Link className="link" to="/connections">
            {t('accountsTitle')}
          </Link>
        </p>
      )}
      {authorize.isError && <ErrorState problem={authorize.error} />}
      {isPending && (
        <Loading>
          <Skeleton height={320} />
        </Loading>
      )}
      {error && <ErrorState problem={error} onRetry={() => void refetch()} />}
      {data && (
        <div className="grid g-3" style={{ alignItems: 'start' }}>
          <div className="col g16">
            <section className="card">
              {data.data.map((p) => (
                <button
                  key={p.platform}
                  className="li"
                  style={{ width: '100%', textAlign: 'left' }}
                  disabled={!p.available}
                  aria-pressed={p === info}
                  onClick={() => setChosen(p.platform)}
                >
                  <span className={`pf pf-${p.platform}`} aria-hidden>
                    {platformNames[p.platform][0]}
                  </span>
                  <span className="grow m">{platformNames[p.platform]}</span>
                  {!p.available && <span className="xs i3">{t('notYet')}</span>}
                </button>
              ))}
            </section>
            <section className="card">
              <div className="chead">
                <h2>{t('keys')}</h2>
              </div>
              <p className="cbody sm i2">{t('keysText')}</p>
            </section>
          </div>
          {info && (
            <Scopes
              key={info.platform}
              info={info}
              busy={authorize.isPending}
              onConnect={(environment, scopes) =>
                authorize.mutate({ platform: info.platform, environment, scopes })
              }
            />
          )}
        </div>
      )}
    </div>
  );
}

interface ScopesProps {
  info: PlatformInfo;
  busy: boolean;
  onConnect: (environment: 'live' | 'sandbox', scopes: string[]) => void;
}

function Scopes({ info, busy, onConnect }: ScopesProps) {
  const { t } = useTranslation('connect');
  const [ticked, setTicked] = useState(() =>
    info.scopes.filter((s) => s.required || s.access === 'read').map((s) => s.id),
  );
  const platform = platformNames[info.platform];
  const live = info.environments.includes('live');
  return (
    <section className="card" style={{ gridColumn: 'span 2' }}>
      {(['read', 'write'] as const).map((access) => (
        <div key={access}>
          <div className="chead">
            {access === 'read' ? <Eye size={16} aria-hidden /> : <Pencil size={16} aria-hidden />}
            <h2>{t(access === 'read' ? 'reads' : 'writes')}</h2>
          </div>
          <div className="cbody col g8">
            {info.scopes
              .filter((s) => s.access === access)
              .map((scope) => (
                <label key={scope.id} className="row sm">
                  <input
                    type="checkbox"
                    checked={ticked.includes(scope.id)}
                    disabled={scope.required}
                    onChange={(e) =>
                      setTicked(
                        e.target.checked ? [...ticked, scope.id] : ticked.filter((id) => id !== scope.id),
                      )
                    }
                  />
                  <span className="grow m">{scope.words}</span>
                  <span className="mono i3">{scope.id}</span>
                </label>
              ))}
          </div>
        </div>
      ))}
      <div className="cbody row wrap">
        {live ? (
          <Button variant="primary" busy={busy} onClick={() => onConnect('live', ticked)}>
            {t('connect', { platform })}
          </Button>
        ) : (
          <p className="sm i2">{t('notSetUp', { platform })}</p>
        )}
        {info.environments.includes('sandbox') && (
          <Button busy={busy} onClick={() => onConnect('sandbox', ticked)}>
            {t('sampleWith', { platform })}
          </Button>
        )}
      </div>
    </section>
  );
}

import { useTranslation } from 'react-i18next';
import type { ApiKey } from '../../../../contracts/api-keys.ts';
import { Button } from '../../components/button.tsx';
import { daysUntil, formatAge, formatDate } from '../../lib/format.ts';
import { useSession } from '../../lib/use-session.ts';

/** From so many days before its end on, a key asks to be replaced. */
const SOON_DAYS = 14;

/** A key, without its secret. */
export function ApiKeyRow({ apiKey, busy, onEnd }: { apiKey: ApiKey; busy: boolean; onEnd: () => void }) {
  const { t, i18n } = useTranslation('settings');
  const zone = useSession().data?.tenant.timeZone;
  const { name, hint, scopes, state, createdBy, createdAt, expiresAt, lastUsedAt, lastUsedIp } = apiKey;
  const date = (at: string) => formatDate(at, i18n.language, 'date', zone);
  const active = state === 'active';
  return (
    <li className="li wrap">
      <div className="grow who">
        <div className="row g8 wrap sm m">
          <span className={active ? 'breaks' : 'breaks i2'}>{name}</span>
          {!active && <span className="badge">{t(`keys.state.${state}`)}</span>}
          {active && daysUntil(expiresAt) <= SOON_DAYS && (
            <span className="badge wait">
              {t('keys.state.soon', { age: formatAge(expiresAt, i18n.language) })}
            </span>
          )}
        </div>
        <div className="xs i2 breaks">
          <code className="mono">aegis_live_…{hint}</code> ·{' '}
          {scopes.map((scope) => t(`keys.scope.${scope}`)).join(', ')} · {t('keys.by', { name: createdBy })}
        </div>
        <div className="xs i2">
          {lastUsedAt === null ? (
            t('keys.unused')
          ) : (
            <time dateTime={lastUsedAt} title={formatDate(lastUsedAt, i18n.language, 'dateTime', zone)}>
              {t('keys.used', { age: formatAge(lastUsedAt, i18n.language), ip: lastUsedIp })}
            </time>
          )}{' '}
          · {t('keys.made', { date: date(createdAt) })}
          {active && ` · ${t('keys.until', { date: date(expiresAt) })}`}
        </div>
      </div>
      {state !== 'revoked' && state !== 'expired' && (
        <Button
          size="sm"
          variant="danger"
          aria-label={t('keys.endNamed', { name })}
          busy={busy}
          onClick={onEnd}
        >
          {t('keys.end')}
        </Button>
      )}
    </li>
  );
}

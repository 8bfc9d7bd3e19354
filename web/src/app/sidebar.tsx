import { clsx } from 'clsx';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import type { Session } from '../../../contracts/session.ts';
import { daysUntil, formatNumber } from '../lib/format.ts';
import { places, sources, type Place } from './navigation.ts';
import { UserMenu } from './user-menu.tsx';

export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden>
      <path d="M12 2.5a9.5 9.5 0 1 1-6.7 2.8" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
      <path
        d="M12 7a5 5 0 1 1-5 5"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        opacity=".55"
      />
      <circle cx="12" cy="12" r="1.9" fill="currentColor" />
    </svg>
  );
}

function PlaceLink({ place, session }: { place: Place; session: Session }) {
  const { t } = useTranslation('app');
  const { icon: Icon, key, to } = place;
  const count = place.count ? session.counts[place.count] : 0;
  return (
    <NavLink
      to={to}
      end={to === '/'}
      title={t(`nav.${key}`)}
      className={({ isActive }) => clsx('nav', isActive && 'on')}
    >
      <Icon size={16} aria-hidden />
      <span className="trunc">{t(`nav.${key}`)}</span>
      {count > 0 && <span className={clsx('n', key === 'approvals' && 'hot')}>{count}</span>}
    </NavLink>
  );
}

export function Sidebar({ session }: { session: Session }) {
  const { t } = useTranslation('app');
  return (
    <nav className="side" aria-label={t('nav.main')}>
      <NavLink className="brand" to="/">
        <Logo />
        <b className="trunc">{session.tenant.name}</b>
      </NavLink>
      {places.map((place) => (
        <PlaceLink key={place.key} place={place} session={session} />
      ))}
      <h6>{t('nav.sources')}</h6>
      {sources.map((place) => (
        <PlaceLink key={place.key} place={place} session={session} />
      ))}
      <PlanUse session={session} />
    </nav>
  );
}

function PlanUse({ session: { tenant, user } }: { session: Session }) {
  const { t, i18n } = useTranslation('app');
  const plan = t(`plan.${tenant.plan}`);
  const days = tenant.trialEndsAt ? daysUntil(tenant.trialEndsAt) : null;
  const used = formatNumber(tenant.tasksToday, i18n.language);
  return (
    <div className="plan">
      <div className="row between xs">
        <span className="m">{days === null ? plan : t('plan.trial', { plan })}</span>
        {days !== null && <span className="i3">{t('plan.daysLeft', { count: days })}</span>}
      </div>
      <div className="meter">
        {tenant.tasksPerDay !== null && (
          <i style={{ width: `${Math.min(100, (100 * tenant.tasksToday) / tenant.tasksPerDay)}%` }} />
        )}
      </div>
      <div className="row between xs i2">
        <span>{t('plan.tasks')}</span>
        <span className="num">
          {tenant.tasksPerDay === null
            ? used
            : t('plan.of', { used, limit: formatNumber(tenant.tasksPerDay, i18n.language) })}
        </span>
      </div>
      <div className="me">
        <span className="av">
          {user.name
            .split(' ')
            .map((word) => word[0])
            .slice(0, 2)
            .join('')}
        </span>
        <span className="grow">
          <span className="sm m trunc" style={{ display: 'block' }}>
            {user.name}
          </span>
          <span className="xs i3 trunc" style={{ display: 'block' }}>
            {user.title ?? user.email}
          </span>
        </span>
        <UserMenu />
      </div>
    </div>
  );
}

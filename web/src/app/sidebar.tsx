import { clsx } from 'clsx';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import type { Session } from '../../../contracts/session.ts';
import { places, sources, type Place } from './navigation.ts';
import { PlanUse } from './plan-use.tsx';

// Menus load right after the page: they are a quarter of the shell's weight.
const UserMenu = lazy(() => import('./user-menu.tsx'));

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

export function PlaceLink({ place, session }: { place: Place; session: Session }) {
  const { t } = useTranslation('app');
  const { icon: Icon, key, to } = place;
  const count = place.count ? session.counts[place.count] : 0;
  return (
    <NavLink to={to} end={to === '/'} className={({ isActive }) => clsx('nav', isActive && 'on')}>
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
      <Foot session={session} />
    </nav>
  );
}

/** The plan's use and the person, at the foot. */
function Foot({ session: { tenant, user } }: { session: Session }) {
  const initials = user.name
    .split(' ')
    .map((word) => word[0])
    .slice(0, 2)
    .join('');
  return (
    <div className="plan">
      <PlanUse tenant={tenant} />
      <div className="me">
        <span className="av" aria-hidden>
          {initials}
        </span>
        <span className="grow">
          <span className="sm m trunc" style={{ display: 'block' }}>
            {user.name}
          </span>
          <span className="xs i3 trunc" style={{ display: 'block' }}>
            {user.title ?? user.email}
          </span>
        </span>
        <Suspense fallback={<span className="iconbtn" />}>
          <UserMenu />
        </Suspense>
      </div>
    </div>
  );
}

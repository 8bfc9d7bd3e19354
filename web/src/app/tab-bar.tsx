import { Ellipsis } from 'lucide-react';
import { clsx } from 'clsx';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation } from 'react-router';
import type { Session } from '../../../contracts/session.ts';
import { isAt, rest, tabs } from './navigation.ts';

const More = lazy(() => import('./more-sheet.tsx'));

/** Places at the bottom of a phone; the fifth opens all others and the settings. */
export function TabBar({ session }: { session: Session }) {
  const { t } = useTranslation('app');
  const { pathname } = useLocation();
  const [more, setMore] = useState(false);
  return (
    <nav className="tabbar" aria-label={t('nav.tabs')}>
      {tabs.map(({ key, to, icon: Icon }) => (
        <NavLink
          key={key}
          to={to}
          end={to === '/'}
          className={({ isActive }) => clsx('tab', isActive && 'on')}
        >
          <Icon size={20} aria-hidden />
          <span className="trunc">{t(key === 'dashboard' ? 'nav.home' : `nav.${key}`)}</span>
          {key === 'approvals' && session.counts.approvals > 0 && (
            <span className="n">{session.counts.approvals}</span>
          )}
        </NavLink>
      ))}
      <button
        type="button"
        className={clsx('tab', rest.some(({ to }) => isAt(pathname, to)) && 'on')}
        aria-haspopup="dialog"
        onClick={() => setMore(true)}
      >
        <Ellipsis size={20} aria-hidden />
        <span>{t('nav.more')}</span>
      </button>
      {more && (
        <Suspense>
          <More session={session} onClose={() => setMore(false)} />
        </Suspense>
      )}
    </nav>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { clsx } from 'clsx';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, NavLink, Outlet, useLocation } from 'react-router';
import { Toaster } from 'sonner';
import type { Session } from '../../../contracts/session.ts';
import { ErrorState, Loading, Skeleton } from '../components/states.tsx';
import { ApiProblem } from '../lib/api.ts';
import { useEvents, type LiveState } from '../lib/use-events.ts';
import { useSession } from '../lib/use-session.ts';
import { places } from './navigation.ts';
import { Logo, Sidebar } from './sidebar.tsx';
import { UserMenu } from './user-menu.tsx';

const Palette = lazy(() => import('./palette.tsx'));

const waiting = (
  <main className="page">
    <Loading>
      <Skeleton height={32} width={220} />
      <Skeleton height={280} />
    </Loading>
  </main>
);

/** Frame of every signed-in page: places left, header above, tabs below on a phone. */
export function Shell() {
  const session = useSession();
  const client = useQueryClient();
  const { pathname, search } = useLocation();
  const live = useEvents(session.isSuccess);
  if (session.isPending) return waiting;
  if (session.error) {
    const signedOut = session.error instanceof ApiProblem && session.error.status === 401;
    if (!signedOut) return <ErrorState problem={session.error} onRetry={() => void session.refetch()} />;
    client.removeQueries({ queryKey: ['session'] });
    return <Navigate to={`/sign-in?next=${encodeURIComponent(pathname + search)}`} replace />;
  }
  return <Frame session={session.data} live={live} />;
}

function Frame({ session, live }: { session: Session; live: LiveState }) {
  const { t } = useTranslation('app');
  const [palette, setPalette] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setPalette(true);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
  return (
    <div className="app">
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <Sidebar session={session} />
      <div className="main">
        <Header live={live} onSearch={() => setPalette(true)} />
        <Suspense fallback={waiting}>
          <div id="content" tabIndex={-1}>
            <Outlet />
          </div>
        </Suspense>
      </div>
      <TabBar session={session} />
      <Toaster position="bottom-right" mobileOffset={{ bottom: 76 }} />
      {palette && (
        <Suspense>
          <Palette onClose={() => setPalette(false)} />
        </Suspense>
      )}
    </div>
  );
}

const dots: Record<LiveState, string> = { live: 'ring', connecting: 'off', lost: 'late' };

function Header({ live, onSearch }: { live: LiveState; onSearch: () => void }) {
  const { t } = useTranslation('app');
  const { pathname } = useLocation();
  const place = places.find(({ to }) => (to === '/' ? pathname === '/' : pathname.startsWith(to)));
  return (
    <header className="top">
      <span className="mob">
        <Logo size={20} />
      </span>
      <b className="mob" style={{ fontWeight: 600 }} aria-hidden>
        {place && t(`nav.${place.key}`)}
      </b>
      <button type="button" className="searchbtn lead" onClick={onSearch}>
        <Search size={14} aria-hidden />
        <span className="trunc">{t('search')}</span>
        <span className="kbd">Ctrl K</span>
      </button>
      <span className="desk" style={{ flex: 1 }} />
      <span className="live desk" role="status">
        <span className={clsx('dot', dots[live])} />
        {t(`live.${live}`)}
      </span>
      <span className="mob row g4" style={{ marginLeft: 'auto' }}>
        <button type="button" className="iconbtn" aria-label={t('search')} onClick={onSearch}>
          <Search size={16} aria-hidden />
        </button>
        <UserMenu />
      </span>
    </header>
  );
}

function TabBar({ session }: { session: Session }) {
  const { t } = useTranslation('app');
  return (
    <nav className="tabbar" aria-label={t('nav.main')}>
      {places.map(({ key, to, icon: Icon }) => (
        <NavLink key={key} to={to} end={to === '/'} className={({ isActive }) => (isActive ? 'on' : '')}>
          <Icon size={20} aria-hidden />
          <span>{t(`nav.${key}`)}</span>
          {key === 'approvals' && session.counts.approvals > 0 && (
            <span className="n">{session.counts.approvals}</span>
          )}
        </NavLink>
      ))}
    </nav>
  );
}

import { WifiOff } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useState, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useLocation, useNavigate } from 'react-router';
import type { Session } from '../../../contracts/session.ts';
import { ErrorState, Loading, Skeleton } from '../components/states.tsx';
import { ApiProblem } from '../lib/api.ts';
import type { LiveState } from '../lib/shared-stream.ts';
import { useEvents } from '../lib/use-events.ts';
import { useSession } from '../lib/use-session.ts';
import { Header } from './header.tsx';
import { placeAt } from './navigation.ts';
import { Sidebar } from './sidebar.tsx';
import { TabBar } from './tab-bar.tsx';
import { useShortcuts } from './use-shortcuts.ts';

const Toaster = lazy(() => import('sonner').then(({ Toaster }) => ({ default: Toaster })));
/** In our own tokens, so that toasts follow the theme. */
const toastColours = {
  '--normal-bg': 'var(--raised)',
  '--normal-border': 'var(--line)',
  '--normal-text': 'var(--ink)',
  fontFamily: 'inherit',
} as CSSProperties;
const DeletedPage = lazy(() => import('../features/data/deleted-page.tsx'));
const Palette = lazy(() => import('./palette.tsx'));
const ShortcutSheet = lazy(() => import('./shortcut-sheet.tsx'));

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
  const { pathname, search } = useLocation();
  const deletion = session.data?.tenant.deletion ?? null;
  const live = useEvents(
    session.data && !deletion ? `${session.data.tenant.id}/${session.data.user.id}` : undefined,
  );
  if (session.isPending) return waiting;
  if (session.error) {
    const signedOut = session.error instanceof ApiProblem && session.error.status === 401;
    if (!signedOut) return <ErrorState problem={session.error} onRetry={() => void session.refetch()} />;
    return <Navigate to={`/sign-in?next=${encodeURIComponent(pathname + search)}`} replace />;
  }
  if (deletion) {
    return (
      <Suspense fallback={waiting}>
        <DeletedPage session={session.data} deletion={deletion} />
      </Suspense>
    );
  }
  return <Frame session={session.data} live={live} />;
}

function Frame({ session, live }: { session: Session; live: LiveState }) {
  const { t } = useTranslation('app');
  const navigate = useNavigate();
  const place = placeAt(useLocation().pathname);
  const [above, setAbove] = useState<'palette' | 'sheet' | null>(null);
  const go = useCallback((to: string) => void navigate(to), [navigate]);
  const palette = useCallback(() => setAbove('palette'), []);
  const sheet = useCallback(() => setAbove('sheet'), []);
  const close = useCallback(() => setAbove(null), []);
  useShortcuts({ go, palette, sheet });
  const title = place ? t(`nav.${place.key}`) : '';
  useEffect(() => {
    document.title = title ? `${title} · AEGIS` : 'AEGIS';
  }, [title]);
  return (
    <div className="app">
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <Sidebar session={session} />
      <div className="main">
        <Header live={live} place={place} sample={session.tenant.sample} onSearch={palette} />
        {live === 'lost' && (
          <p className="note w lost">
            <WifiOff size={16} aria-hidden />
            {t('live.old')}
          </p>
        )}
        <Suspense fallback={waiting}>
          <div id="content" tabIndex={-1}>
            <Outlet />
          </div>
        </Suspense>
      </div>
      <TabBar session={session} />
      <Suspense>
        <Toaster position="bottom-right" mobileOffset={{ bottom: 76 }} style={toastColours} />
      </Suspense>
      <Suspense>
        {above === 'palette' && <Palette session={session} onClose={close} onSheet={sheet} />}
        {above === 'sheet' && <ShortcutSheet onClose={close} />}
      </Suspense>
    </div>
  );
}

import { clsx } from 'clsx';
import { ArrowLeft, ChevronRight } from 'lucide-react';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, NavLink, Outlet, useLocation } from 'react-router';
import { Loading, Skeleton } from '../../components/states.tsx';
import { usePhone } from '../../lib/use-phone.ts';
import { useSession } from '../../lib/use-session.ts';
import { sectionsFor } from './sections.ts';
import './settings.css';

/** The list of sections beside the chosen one; on a phone one after the other. */
export default function SettingsPage() {
  const { t } = useTranslation('settings');
  const phone = usePhone();
  const start = useLocation().pathname.replace(/\/$/, '') === '/settings';
  const { data: session } = useSession();
  const sections = sectionsFor(session?.rights ?? []);
  if (start && !phone) return <Navigate to="/settings/profile" replace />;
  return (
    <main className="page settings">
      <div className="phead">
        <div>
          <h1>{t('title')}</h1>
          <p className="sub">{t('sub')}</p>
        </div>
      </div>
      {phone && !start && (
        <Link className="link row g6 sm" to="/settings">
          <ArrowLeft size={14} aria-hidden />
          {t('back')}
        </Link>
      )}
      <div className="sections">
        {(!phone || start) && (
          <nav aria-label={t('title')} className={clsx(phone && 'card')}>
            {sections.map(({ key, icon: Icon }) => (
              <NavLink
                key={key}
                to={`/settings/${key}`}
                className={({ isActive }) => clsx('nav', isActive && 'on')}
              >
                <Icon size={16} aria-hidden />
                <span className="trunc grow">{t(`section.${key}`)}</span>
                {phone && <ChevronRight size={16} aria-hidden />}
              </NavLink>
            ))}
          </nav>
        )}
        {!start && (
          <Suspense
            fallback={
              <Loading>
                <Skeleton height={320} />
              </Loading>
            }
          >
            <div className="section">
              <Outlet />
            </div>
          </Suspense>
        )}
      </div>
    </main>
  );
}

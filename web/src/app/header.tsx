import { clsx } from 'clsx';
import { FlaskConical, Search } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { LiveState } from '../lib/shared-stream.ts';
import type { Place } from './navigation.ts';
import { Logo } from './sidebar.tsx';

const Bell = lazy(() => import('./bell.tsx'));

const dots: Record<LiveState, string> = { live: 'ring', connecting: 'off', lost: 'late' };

interface HeaderProps {
  live: LiveState;
  place: Place | undefined;
  sample: boolean;
  onSearch: () => void;
}

/** Search left; sample mark, live badge and bell right. */
export function Header({ live, place, sample, onSearch }: HeaderProps) {
  const { t } = useTranslation('app');
  return (
    <header className="top">
      <span className="mob">
        <Logo size={20} />
      </span>
      <b className="mob grow trunc" style={{ fontWeight: 600 }} aria-hidden>
        {place && t(`nav.${place.key}`)}
      </b>
      <button type="button" className="searchbtn lead" onClick={onSearch}>
        <Search size={14} aria-hidden />
        <span className="trunc">{t('search')}</span>
        <span className="kbd">Ctrl K</span>
      </button>
      <span className="desk" style={{ flex: 1 }} />
      {sample && (
        <Link className="badge run" to="/" title={t('sample.text')} aria-label={t('sample.badge')}>
          <FlaskConical size={13} aria-hidden />
          <span className="desk">{t('sample.badge')}</span>
        </Link>
      )}
      <span className="live desk" role="status">
        <span className={clsx('dot', dots[live])} />
        {t(`live.${live}`)}
      </span>
      <span className="row g4">
        <button type="button" className="iconbtn mob" aria-label={t('search')} onClick={onSearch}>
          <Search size={16} aria-hidden />
        </button>
        <Suspense fallback={<span className="iconbtn" />}>
          <Bell />
        </Suspense>
      </span>
    </header>
  );
}

import { Ellipsis, LogOut } from 'lucide-react';
import { clsx } from 'clsx';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation } from 'react-router';
import type { Session } from '../../../contracts/session.ts';
import { Button } from '../components/button.tsx';
import { Segmented } from '../components/controls.tsx';
import { Sheet } from '../components/overlays.tsx';
import { changeLanguage, languages, type Language } from './i18n.ts';
import { isAt, places, sources } from './navigation.ts';
import { PlanUse } from './plan-use.tsx';
import { PlaceLink } from './sidebar.tsx';
import { applyTheme, readTheme, themes } from './theme.ts';
import { languageNames, useSignOut } from './user-menu.tsx';

const tabs = places.slice(0, 4);
const rest = [...places.slice(4), ...sources];

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
          <span className="trunc">{t(`nav.${key}`)}</span>
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
      <More session={session} open={more} onOpenChange={setMore} />
    </nav>
  );
}

interface MoreProps {
  session: Session;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}
function More({ session, open, onOpenChange }: MoreProps) {
  const { t, i18n } = useTranslation('app');
  const [theme, setTheme] = useState(readTheme);
  const signOut = useSignOut();
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title={session.tenant.name}>
      <div className="col" onClick={() => onOpenChange(false)}>
        {rest.map((place) => (
          <PlaceLink key={place.key} place={place} session={session} />
        ))}
      </div>
      <PlanUse tenant={session.tenant} />
      <div className="row between sm">
        {t('menu.theme')}
        <Segmented
          label={t('menu.theme')}
          value={theme}
          options={themes.map((value) => ({ value, label: t(`menu.${value}`) }))}
          onChange={(next) => {
            applyTheme(next);
            setTheme(next);
          }}
        />
      </div>
      <div className="row between sm">
        {t('menu.language')}
        <Segmented
          label={t('menu.language')}
          value={i18n.language as Language}
          options={languages.map((value) => ({ value, label: languageNames[value] }))}
          onChange={(next) => void changeLanguage(next)}
        />
      </div>
      <Button onClick={() => void signOut()}>
        <LogOut size={14} aria-hidden />
        {t('menu.signOut')}
      </Button>
    </Sheet>
  );
}

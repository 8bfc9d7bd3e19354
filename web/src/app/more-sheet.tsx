import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../contracts/session.ts';
import { Button } from '../components/button.tsx';
import { Segmented } from '../components/controls.tsx';
import { Sheet } from '../components/overlays.tsx';
import { changeLanguage, languages, type Language } from './i18n.ts';
import { rest } from './navigation.ts';
import { PlanUse } from './plan-use.tsx';
import { PlaceLink } from './sidebar.tsx';
import { applyTheme, readTheme, themes } from './theme.ts';
import { languageNames, useSignOut } from './user-menu.tsx';

interface MoreProps {
  session: Session;
  onClose: () => void;
}

/** On a phone: places without a tab, the plan's use, theme, language, sign out. */
export default function MoreSheet({ session, onClose }: MoreProps) {
  const { t, i18n } = useTranslation('app');
  const [theme, setTheme] = useState(readTheme);
  const signOut = useSignOut();
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title={session.tenant.name}>
      <div className="col" onClick={onClose}>
        {rest.map((place) => (
          <PlaceLink key={place.key} place={place} session={session} />
        ))}
      </div>
      <PlanUse tenant={session.tenant} onOpen={onClose} />
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

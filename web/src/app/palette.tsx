import { Command } from 'cmdk';
import { Languages, SunMoon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { changeLanguage } from './i18n.ts';
import { places, sources } from './navigation.ts';
import { applyTheme, readTheme } from './theme.ts';

/** Verbs first, then places. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation('app');
  const navigate = useNavigate();
  const run = (act: () => unknown) => () => {
    onClose();
    void act();
  };
  const dark = readTheme() === 'dark';
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      label={t('palette.title')}
      overlayClassName="scrim"
      contentClassName="dialog-panel"
    >
      <Command.Input className="inp" placeholder={t('search')} />
      <Command.List style={{ marginTop: 8 }}>
        <Command.Empty className="sm i2">{t('palette.none')}</Command.Empty>
        <Command.Group heading={t('palette.do')}>
          <Command.Item className="menu-item" onSelect={run(() => applyTheme(dark ? 'light' : 'dark'))}>
            <SunMoon size={16} aria-hidden />
            {t('menu.theme')}: {t(dark ? 'menu.light' : 'menu.dark')}
          </Command.Item>
          <Command.Item
            className="menu-item"
            onSelect={run(() => changeLanguage(i18n.language === 'fr' ? 'en' : 'fr'))}
          >
            <Languages size={16} aria-hidden />
            {t('menu.language')}: {i18n.language === 'fr' ? 'English' : 'Français'}
          </Command.Item>
        </Command.Group>
        <Command.Group heading={t('palette.goTo')}>
          {[...places, ...sources].map(({ key, to, icon: Icon }) => (
            <Command.Item key={key} className="menu-item" onSelect={run(() => navigate(to))}>
              <Icon size={16} aria-hidden />
              {t(`nav.${key}`)}
            </Command.Item>
          ))}
        </Command.Group>
      </Command.List>
    </Command.Dialog>
  );
}

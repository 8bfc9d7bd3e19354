import { Command } from 'cmdk';
import {
  Keyboard,
  Languages,
  LogOut,
  Search,
  Settings2,
  Stamp,
  SunMoon,
  type LucideIcon,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Session } from '../../../contracts/session.ts';
import { changeLanguage } from './i18n.ts';
import { places, settings, sources } from './navigation.ts';
import { PaletteCampaigns } from './palette-campaigns.tsx';
import { PaletteTasks } from './palette-tasks.tsx';
import { applyTheme, readTheme } from './theme.ts';
import { chords } from './use-shortcuts.ts';
import { useSignOut } from './user-menu.tsx';

interface PaletteProps {
  session: Session;
  onClose: () => void;
  onSheet: () => void;
}

/** Verbs first, then places, then the tasks and campaigns that what was typed names. */
export default function Palette({ session, onClose, onSheet }: PaletteProps) {
  const { t, i18n } = useTranslation('app');
  const navigate = useNavigate();
  const signOut = useSignOut();
  const [search, setSearch] = useState('');
  const item = (Icon: LucideIcon, words: string, act: () => unknown, keys?: string) => (
    <Command.Item
      key={words}
      className="menu-item"
      onSelect={() => {
        onClose();
        void act();
      }}
    >
      <Icon size={16} aria-hidden />
      <span className="grow trunc">{words}</span>
      {keys && <span className="kbd">{keys}</span>}
    </Command.Item>
  );
  const choose = (to: string) => {
    onClose();
    void navigate(to);
  };
  const dark = readTheme() === 'dark';
  const { approvals } = session.counts;
  const keysOf = (to: string) => {
    const key = Object.entries(chords).find(([, place]) => place === to)?.[0];
    return key && `G ${key.toUpperCase()}`;
  };
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      label={t('palette.title')}
      overlayClassName="scrim"
      contentClassName="dialog-panel pal"
    >
      <div className="q">
        <Search size={16} aria-hidden />
        <Command.Input placeholder={t('search')} value={search} onValueChange={setSearch} />
      </div>
      <Command.List>
        <Command.Empty className="sm i2">{t('palette.none')}</Command.Empty>
        <Command.Group heading={t('palette.do')}>
          {approvals > 0 &&
            item(Stamp, t('palette.review', { count: approvals }), () => navigate('/approvals'))}
          {session.rights.includes('manage') &&
            item(Settings2, t('palette.configure', { name: 'Budget Analyzer' }), () =>
              navigate('/agents?configure=budget-analyzer'),
            )}
          {item(SunMoon, `${t('menu.theme')}: ${t(dark ? 'menu.light' : 'menu.dark')}`, () =>
            applyTheme(dark ? 'light' : 'dark'),
          )}
          {item(Languages, `${t('menu.language')}: ${i18n.language === 'fr' ? 'English' : 'Français'}`, () =>
            changeLanguage(i18n.language === 'fr' ? 'en' : 'fr'),
          )}
          {item(Keyboard, t('keys.title'), onSheet, '?')}
          {item(LogOut, t('menu.signOut'), signOut)}
        </Command.Group>
        <Command.Group heading={t('palette.goTo')}>
          {[...places, ...sources, settings].map(({ key, to, icon }) =>
            item(icon, t(`nav.${key}`), () => navigate(to), keysOf(to)),
          )}
        </Command.Group>
        <PaletteTasks search={search} onChoose={choose} />
        <PaletteCampaigns search={search} onChoose={choose} />
      </Command.List>
      <div className="f" aria-hidden>
        <span>
          <kbd className="kbd">↑</kbd> <kbd className="kbd">↓</kbd> {t('palette.move')}
        </span>
        <span>
          <kbd className="kbd">Esc</kbd> {t('close')}
        </span>
      </div>
    </Command.Dialog>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { Check, LogOut, Settings } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { post } from '../lib/api.ts';
import { changeLanguage, languages } from './i18n.ts';
import { applyTheme, readTheme, themes, type Theme } from './theme.ts';
import { WorkspaceItems } from './workspace-items.tsx';

export const languageNames = { en: 'English', fr: 'Français' };

/** Ends the session and forgets what was read in it. */
export function useSignOut() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await post('auth/sign-out', null);
    client.clear();
    await navigate('/sign-in');
  };
}

/** Settings, theme, language, sign out. */
export default function UserMenu() {
  const { t, i18n } = useTranslation('app');
  const [theme, setTheme] = useState(readTheme);
  const signOut = useSignOut();
  const choose = (next: Theme) => {
    applyTheme(next);
    setTheme(next);
  };
  const item = (key: string, label: string, chosen: boolean, onSelect: () => void) => (
    <DropdownMenu.CheckboxItem key={key} className="menu-item" checked={chosen} onSelect={onSelect}>
      <span className="grow">{label}</span>
      {chosen && <Check size={14} aria-hidden />}
    </DropdownMenu.CheckboxItem>
  );
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="iconbtn" aria-label={t('menu.open')}>
        <Settings size={16} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          <WorkspaceItems />
          <DropdownMenu.Item className="menu-item" asChild>
            <Link to="/settings">
              <Settings size={14} aria-hidden />
              {t('nav.settings')}
            </Link>
          </DropdownMenu.Item>
          <DropdownMenu.Separator className="hr" style={{ margin: '6px 0' }} />
          <DropdownMenu.Label className="xs i3" style={{ padding: '4px 10px' }}>
            {t('menu.theme')}
          </DropdownMenu.Label>
          {themes.map((name) => item(name, t(`menu.${name}`), theme === name, () => choose(name)))}
          <DropdownMenu.Separator className="hr" style={{ margin: '6px 0' }} />
          <DropdownMenu.Label className="xs i3" style={{ padding: '4px 10px' }}>
            {t('menu.language')}
          </DropdownMenu.Label>
          {languages.map((name) =>
            item(name, languageNames[name], i18n.language === name, () => void changeLanguage(name)),
          )}
          <DropdownMenu.Separator className="hr" style={{ margin: '6px 0' }} />
          <DropdownMenu.Item className="menu-item" onSelect={() => void signOut()}>
            <LogOut size={14} aria-hidden />
            {t('menu.signOut')}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

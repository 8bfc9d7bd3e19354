export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const readTheme = (): Theme =>
  themes.find((theme) => theme === localStorage.getItem('aegis.theme')) ?? 'system';

/** Without the attribute the system decides. */
export function applyTheme(theme: Theme) {
  localStorage.setItem('aegis.theme', theme);
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

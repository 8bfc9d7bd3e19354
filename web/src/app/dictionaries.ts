type Load = () => Promise<{ default: object }>;

/** One dictionary per feature and language; the name is the namespace given to `useTranslation`. */
export const dictionaries: Record<string, { en: Load; fr: Load }> = {
  app: { en: () => import('./en.ts'), fr: () => import('./fr.ts') },
  session: { en: () => import('../features/session/en.ts'), fr: () => import('../features/session/fr.ts') },
};

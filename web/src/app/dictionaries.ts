type Load = () => Promise<{ default: object }>;

/** One dictionary per feature and language; the name is the namespace given to `useTranslation`. */
export const dictionaries: Record<string, { en: Load; fr: Load }> = {
  app: { en: () => import('./en.ts'), fr: () => import('./fr.ts') },
  dashboard: {
    en: () => import('../features/dashboard/en.ts'),
    fr: () => import('../features/dashboard/fr.ts'),
  },
  agents: { en: () => import('../features/agents/en.ts'), fr: () => import('../features/agents/fr.ts') },
  session: { en: () => import('../features/session/en.ts'), fr: () => import('../features/session/fr.ts') },
  approvals: {
    en: () => import('../features/approvals/en.ts'),
    fr: () => import('../features/approvals/fr.ts'),
  },
  tasks: { en: () => import('../features/tasks/en.ts'), fr: () => import('../features/tasks/fr.ts') },
  campaigns: {
    en: () => import('../features/campaigns/en.ts'),
    fr: () => import('../features/campaigns/fr.ts'),
  },
  audit: { en: () => import('../features/audit/en.ts'), fr: () => import('../features/audit/fr.ts') },
  notifications: {
    en: () => import('../features/notifications/en.ts'),
    fr: () => import('../features/notifications/fr.ts'),
  },
  data: { en: () => import('../features/data/en.ts'), fr: () => import('../features/data/fr.ts') },
  plan: { en: () => import('../features/plan/en.ts'), fr: () => import('../features/plan/fr.ts') },
  settings: {
    en: () => import('../features/settings/en.ts'),
    fr: () => import('../features/settings/fr.ts'),
  },
  connections: {
    en: () => import('../features/connections/en.ts'),
    fr: () => import('../features/connections/fr.ts'),
  },
};

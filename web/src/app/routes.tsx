import { lazy, type ComponentType } from 'react';
import type { RouteObject } from 'react-router';
import { NotFound, PageError } from './not-found.tsx';
import { Shell } from './shell.tsx';

const page = (load: () => Promise<{ default: ComponentType }>) => {
  const Page = lazy(load);
  return <Page />;
};

/** One lazy page per noun. */
export const routes: RouteObject[] = [
  {
    path: '/sign-in',
    errorElement: <PageError />,
    element: page(() => import('../features/session/sign-in-page.tsx')),
  },
  {
    path: '/forgot-password',
    errorElement: <PageError />,
    element: page(() => import('../features/session/forgot-page.tsx')),
  },
  {
    path: '/reset-password',
    errorElement: <PageError />,
    element: page(() => import('../features/session/reset-page.tsx')),
  },
  {
    path: '/invitation',
    errorElement: <PageError />,
    element: page(() => import('../features/session/invitation-page.tsx')),
  },
  {
    element: <Shell />,
    errorElement: <PageError />,
    children: [
      { index: true, element: page(() => import('../features/dashboard/dashboard-page.tsx')) },
      { path: 'approvals', element: page(() => import('../features/approvals/approvals-page.tsx')) },
      { path: 'approvals/:id', element: page(() => import('../features/approvals/approvals-page.tsx')) },
      { path: 'tasks', element: page(() => import('../features/tasks/tasks-page.tsx')) },
      { path: 'tasks/:id', element: page(() => import('../features/tasks/task-page.tsx')) },
      { path: 'campaigns', element: page(() => import('../features/campaigns/campaigns-page.tsx')) },
      { path: 'connect', element: page(() => import('../features/connections/connect-page.tsx')) },
      { path: 'connections', element: page(() => import('../features/connections/connections-page.tsx')) },
      { path: 'agents', element: page(() => import('../features/agents/agents-page.tsx')) },
      {
        path: 'settings',
        element: page(() => import('../features/settings/settings-page.tsx')),
        children: [
          { index: true },
          { path: 'profile', element: page(() => import('../features/settings/profile.tsx')) },
          { path: 'security', element: page(() => import('../features/settings/security.tsx')) },
          {
            path: 'notifications',
            element: page(() => import('../features/notifications/notifications-section.tsx')),
          },
          { path: 'plan', element: page(() => import('../features/plan/plan-section.tsx')) },
          { path: 'audit', element: page(() => import('../features/audit/audit-section.tsx')) },
          { path: 'data', element: page(() => import('../features/data/data-section.tsx')) },
          { path: 'workspace', element: page(() => import('../features/settings/workspace.tsx')) },
          { path: 'members', element: page(() => import('../features/settings/members.tsx')) },
          { path: 'emails', element: page(() => import('../features/settings/emails.tsx')) },
          { path: 'api-keys', element: page(() => import('../features/settings/api-keys.tsx')) },
          { path: 'sso', element: page(() => import('../features/settings/sso.tsx')) },
        ],
      },
      { path: '*', element: <NotFound /> },
    ],
  },
];

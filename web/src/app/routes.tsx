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
    element: page(() => import('../features/session/page.tsx')),
  },
  {
    element: <Shell />,
    errorElement: <PageError />,
    children: [{ path: '*', element: <NotFound /> }],
  },
];

import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { createQueryClient } from '../lib/query-client.ts';
import './app.css';
import { startI18n } from './i18n.ts';
import { routes } from './routes.tsx';
import { applyTheme, readTheme } from './theme.ts';

applyTheme(readTheme());
await startI18n();
const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks #root.');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <RouterProvider router={createBrowserRouter(routes)} />
    </QueryClientProvider>
  </StrictMode>,
);

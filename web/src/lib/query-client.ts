import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './api.ts';

/** Answers stay fresh until an event says otherwise; refusals are not asked again. */
export const createQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (count, error) =>
          count < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
      },
    },
  });

import { useQuery } from '@tanstack/react-query';
import { sessionSchema } from '../../../contracts/session.ts';
import { get } from './api.ts';

/** Who is signed in, the workspace and its counts. */
export const useSession = () =>
  useQuery({ queryKey: ['session'], queryFn: ({ signal }) => get('session', sessionSchema, signal) });

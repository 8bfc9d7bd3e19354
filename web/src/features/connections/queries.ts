import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { authorizedSchema, connectionSchema, type Connection } from '../../../../contracts/connections.ts';
import { platformInfoSchema, type Platform } from '../../../../contracts/platforms.ts';
import { mayChange } from '../../../../domain/rights.ts';
import { del, get, post, put } from '../../lib/api.ts';

const platformsSchema = z.object({ data: z.array(platformInfoSchema) });
const connectionsSchema = z.object({ data: z.array(connectionSchema) });

export const usePlatforms = () =>
  useQuery({ queryKey: ['platforms'], queryFn: ({ signal }) => get('platforms', platformsSchema, signal) });
export const useConnections = () =>
  useQuery({
    queryKey: ['connections'],
    queryFn: ({ signal }) => get('connections', connectionsSchema, signal),
  });

/** Connections that were not granted the right to change campaigns; none while that is not known. */
export const useUngranted = (): Connection[] =>
  (useConnections().data?.data ?? []).filter(({ platform, scopes }) => !mayChange(platform, scopes));

export interface Consent {
  platform: Platform;
  environment: 'live' | 'sandbox';
  scopes: string[];
}

/** Goes to the platform's consent page; the answer comes back to /connect. */
export const useAuthorize = () =>
  useMutation({
    mutationFn: ({ platform, ...body }: Consent) => post(`auth/oauth/${platform}`, authorizedSchema, body),
    onSuccess: ({ authorizeUrl }) => location.assign(authorizeUrl),
  });

export interface ConnectionAct {
  id: string;
  version: number;
  act: 'sync' | 'pause' | 'resume' | 'disconnect' | 'select';
  accounts?: string[];
}

export function useConnectionAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, version, act, accounts }: ConnectionAct) => {
      if (act === 'sync') return post(`connections/${id}/sync`, null);
      if (act === 'disconnect') return del(`connections/${id}`, { version });
      const body = act === 'select' ? { selectedAccounts: accounts } : { paused: act === 'pause' };
      return put(`connections/${id}`, null, body, { version });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['connections'] }),
  });
}

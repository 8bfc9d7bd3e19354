import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { auditActorSchema, auditEntrySchema } from '../../../../contracts/audit.ts';
import { pageSchema } from '../../../../contracts/common.ts';
import { get } from '../../lib/api.ts';

const pages = pageSchema(auditEntrySchema);
const actorsSchema = z.object({ data: z.array(auditActorSchema) });

/** Entries that fit, newest first; `filter` as the API takes it. */
export const useAudit = (filter: URLSearchParams) =>
  useInfiniteQuery({
    queryKey: ['audit', filter.toString()],
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams(filter);
      if (pageParam) query.set('cursor', pageParam);
      return get(`audit?${query}`, pages, signal);
    },
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });

export const useAuditActors = () =>
  useQuery({
    queryKey: ['audit', 'actors'],
    queryFn: ({ signal }) => get('audit/actors', actorsSchema, signal),
  });

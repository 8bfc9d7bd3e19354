import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  notificationListSchema,
  notificationPreferencesSchema,
  type NotificationPreferences,
} from '../../../../contracts/notifications.ts';
import { get, put } from '../../lib/api.ts';

const PAGE = 20;

/** What the reader is told, page by page; the event stream says when there is more. */
export const useNotifications = () =>
  useInfiniteQuery({
    queryKey: ['notifications'],
    queryFn: ({ pageParam, signal }) =>
      get(
        `notifications?limit=${PAGE}${pageParam ? `&cursor=${pageParam}` : ''}`,
        notificationListSchema,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** Marks one as read, or all (null). */
export function useRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string | null) => put(id ? `notifications/${id}/read` : 'notifications/read', null),
    onSettled: () => client.invalidateQueries({ queryKey: ['notifications'] }),
  });
}

const preferences = ['notification-preferences'];

export const usePreferences = () =>
  useQuery({
    queryKey: preferences,
    queryFn: ({ signal }) => get('notification-preferences', notificationPreferencesSchema, signal),
  });

export function useSavePreferences() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ choices, quietHours }: NotificationPreferences) =>
      put('notification-preferences', notificationPreferencesSchema, {
        choices: choices
          .filter(({ urgent }) => !urgent)
          .map(({ kind, console, email }) => ({ kind, console, email })),
        quietHours,
      }),
    onSuccess: (saved) => client.setQueryData(preferences, saved),
  });
}

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { overviewSchema } from '../../../contracts/overview.ts';
import { get } from './api.ts';

/** Days of figures that can be chosen; the first is the default. */
export const periods = [7, 28, 90] as const;
export type Period = (typeof periods)[number];

/** What waits, what is wrong and the figures of a period; shared by the dashboard and the bell. */
export function useOverview(days: Period = periods[0]) {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['overview', i18n.language, days],
    queryFn: ({ signal }) => get(`overview?days=${days}`, overviewSchema, signal),
    placeholderData: keepPreviousData,
  });
}

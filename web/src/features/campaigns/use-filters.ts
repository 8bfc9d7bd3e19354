import { useSearchParams } from 'react-router';
import { readPeriod, type Period } from './period.ts';
import { sortKeys, statuses, views, type Filters } from './view.ts';

export interface PageState extends Filters {
  search: string;
  period: Period;
  /** From 1. */
  page: number;
}

const oneOf = <T extends string>(allowed: readonly T[], value: string | null, fallback: T): T =>
  allowed.find((one) => one === value) ?? fallback;

function readState(search: URLSearchParams): PageState {
  const sort = search.get('sort') ?? '-spend';
  return {
    search: search.get('search') ?? '',
    platform: search.get('platform') ?? '',
    status: oneOf(statuses, search.get('status'), 'current'),
    view: oneOf(views, search.get('view'), 'all'),
    sort: oneOf(sortKeys, sort.replace(/^-/, ''), 'spend'),
    down: sort.startsWith('-'),
    period: readPeriod(search),
    page: Math.max(1, Number.parseInt(search.get('page') ?? '1', 10) || 1),
  };
}

/** Filters, order, period and page live in the address; null takes one out, any change but of the page shows page 1. */
export function useFilters(): [PageState, (change: Record<string, string | null>) => void] {
  const [search, setSearch] = useSearchParams();
  const change = (wanted: Record<string, string | null>) =>
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        next.delete('page');
        for (const [key, value] of Object.entries(wanted)) {
          if (value === null || value === '') next.delete(key);
          else next.set(key, value);
        }
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  return [readState(search), change];
}

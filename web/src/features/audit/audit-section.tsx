import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { EmptyState, ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { saveFile } from '../../lib/save-file.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useSession } from '../../lib/use-session.ts';
import { Refused } from '../settings/field.tsx';
import { startOfDay } from './day.ts';
import { Entry } from './entry.tsx';
import { filterNames, Filters } from './filters.tsx';
import { useAudit } from './queries.ts';
import './audit.css';

/** Who did what in the workspace. The filter lives in the address. */
export default function AuditSection() {
  const { t } = useTranslation('audit');
  const words = useServerWords();
  const [search, setSearch] = useSearchParams();
  const zone = useSession().data?.tenant.timeZone ?? 'UTC';
  const filter = filterOf(search, zone);
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useAudit(filter);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => saveFile(`audit.csv?${filter}`),
    // That it was taken is an entry.
    onSuccess: () => client.invalidateQueries({ queryKey: ['audit'] }),
  });
  const entries = data?.pages.flatMap((page) => page.data) ?? [];
  const change = (next: Record<string, string>) => {
    const all = new URLSearchParams(search);
    for (const [name, value] of Object.entries(next)) {
      if (value) all.set(name, value);
      else all.delete(name);
    }
    setSearch(all, { replace: true });
  };
  const filtered = filterNames.some((name) => search.has(name));
  return (
    <Card
      className="audit"
      title={t('title')}
      hint={t('sub')}
      aside={
        <Button size="sm" busy={save.isPending} onClick={() => save.mutate()}>
          <Download size={14} aria-hidden />
          {t('csv')}
        </Button>
      }
    >
      <div className="cbody col g12">
        <Filters value={(name) => search.get(name) ?? ''} onChange={change} />
        {save.error && <Refused>{words.problem(save.error)}</Refused>}
      </div>
      {isPending && (
        <div className="cbody">
          <Loading>
            <Skeleton height={360} />
          </Loading>
        </div>
      )}
      {error && !data && <ErrorState problem={error} onRetry={() => void refetch()} />}
      {data && entries.length === 0 && (
        <EmptyState
          title={t(filtered ? 'noMatch' : 'empty')}
          text={t(filtered ? 'noMatchText' : 'emptyText')}
          action={filtered && <Button onClick={() => setSearch({}, { replace: true })}>{t('clear')}</Button>}
        />
      )}
      {entries.length > 0 && (
        <ul aria-label={t('title')} className="listtop">
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} onAll={() => setSearch({ id: entry.objectId })} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <div className="cbody">
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('older')}
          </Button>
        </div>
      )}
    </Card>
  );
}

/** What the API is asked for; days are those of the workspace, the last one whole. */
function filterOf(search: URLSearchParams, zone: string): URLSearchParams {
  const filter = new URLSearchParams();
  for (const name of filterNames) {
    const typed = search.get(name);
    if (!typed) continue;
    const value =
      name === 'from' ? startOfDay(typed, zone) : name === 'to' ? startOfDay(typed, zone, 1) : typed;
    if (value) filter.set(name, value);
  }
  return filter;
}

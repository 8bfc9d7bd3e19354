import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { apiKeySchema, type ApiKey } from '../../../../contracts/api-keys.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { EmptyState, ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { showToast } from '../../components/toast.ts';
import { del, get } from '../../lib/api.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { ApiKeyRow } from './api-key-row.tsx';
import { Refused } from './field.tsx';
import { MakeKey } from './make-key.tsx';
import { NewKey } from './new-key.tsx';
import { Ends } from './second-factor-card.tsx';

const keysSchema = z.object({ data: z.array(apiKeySchema) });

/** Keys of programs: what each may do, when it was used, until when it holds. */
export default function ApiKeysSection() {
  const { t } = useTranslation('settings');
  const words = useServerWords();
  const client = useQueryClient();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const [ending, setEnding] = useState<ApiKey | null>(null);
  const keys = useQuery({
    queryKey: ['api-keys'],
    queryFn: ({ signal }) => get('api-keys', keysSchema, signal),
  });
  const read = () => client.invalidateQueries({ queryKey: ['api-keys'] });
  const end = useMutation({
    mutationFn: ({ id }: ApiKey) => del(`api-keys/${id}`),
    onMutate: () => setEnding(null),
    onSuccess: () => showToast(t('keys.ended')),
    onSettled: read,
  });
  const rows = keys.data?.data ?? [];
  const make = (
    <Button size="sm" variant="primary" onClick={() => setMaking(true)}>
      <KeyRound size={14} aria-hidden />
      {t('keys.make')}
    </Button>
  );
  return (
    <Card
      title={t('keys.title')}
      count={keys.data && rows.filter(({ state }) => state === 'active').length}
      aside={rows.length > 0 && make}
    >
      {keys.isPending && (
        <div className="cbody">
          <Loading>
            <Skeleton height={140} />
          </Loading>
        </div>
      )}
      {keys.error && !keys.data && <ErrorState problem={keys.error} onRetry={() => void keys.refetch()} />}
      {(made !== null || end.error) && (
        <div className="cbody">
          {made !== null && <NewKey token={made} onDone={() => setMade(null)} />}
          {end.error && <Refused>{words.problem(end.error, 'settings')}</Refused>}
        </div>
      )}
      {keys.data && rows.length === 0 && (
        <EmptyState title={t('keys.none')} text={t('keys.noneText')} action={make} />
      )}
      {rows.length > 0 && (
        <>
          <ul aria-label={t('keys.title')} className="listtop">
            {rows.map((row) => (
              <ApiKeyRow
                key={row.id}
                apiKey={row}
                busy={end.isPending && end.variables.id === row.id}
                onEnd={() => setEnding(row)}
              />
            ))}
          </ul>
          <p className="cbody sm">
            <a className="link" href="/docs" target="_blank" rel="noreferrer">
              {t('keys.docs')}
            </a>
          </p>
        </>
      )}
      {making && (
        <MakeKey
          onClose={() => setMaking(false)}
          onMade={async (token) => {
            setMaking(false);
            setMade(token);
            await read();
          }}
        />
      )}
      {ending && (
        <Dialog
          open
          onOpenChange={(open) => !open && setEnding(null)}
          title={t('keys.ask', { name: ending.name })}
          text={t('keys.askText')}
        >
          <Ends onLeave={() => setEnding(null)} act={t('keys.end')} onAct={() => end.mutate(ending)} />
        </Dialog>
      )}
    </Card>
  );
}

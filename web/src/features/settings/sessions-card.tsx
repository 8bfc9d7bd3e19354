import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Monitor, Smartphone } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { z } from 'zod';
import { ownSessionSchema } from '../../../../contracts/sessions.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { showToast } from '../../components/toast.ts';
import { del, get, post } from '../../lib/api.ts';
import { formatAge, formatDate } from '../../lib/format.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useSession } from '../../lib/use-session.ts';
import { browserOf } from '../../../../domain/browser.ts';
import { Refused } from './field.tsx';
import { Ends } from './second-factor-card.tsx';

const sessionsSchema = z.object({ data: z.array(ownSessionSchema) });

/** Where the reader is signed in; each place, or all of them, can be ended. */
export function SessionsCard() {
  const { t, i18n } = useTranslation('settings');
  const words = useServerWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const zone = useSession().data?.tenant.timeZone;
  const [asking, setAsking] = useState(false);
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => get('sessions', sessionsSchema, signal),
  });
  const end = useMutation({
    mutationFn: (id: string) => del(`sessions/${id}`),
    onSuccess: () => showToast(t('sessions.ended')),
    onSettled: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  });
  const endAll = useMutation({
    mutationFn: () => post('auth/sign-out-everywhere', null),
    onSuccess: async () => {
      client.clear();
      await navigate('/sign-in');
    },
  });
  const rows = sessions.data?.data ?? [];
  const error = end.error ?? endAll.error;
  return (
    <Card title={t('sessions.title')} count={sessions.data && rows.length}>
      {sessions.isPending && (
        <div className="cbody">
          <Loading>
            <Skeleton height={120} />
          </Loading>
        </div>
      )}
      {sessions.error && !sessions.data && (
        <ErrorState problem={sessions.error} onRetry={() => void sessions.refetch()} />
      )}
      {rows.length > 0 && (
        <ul aria-label={t('sessions.title')}>
          {rows.map(({ id, current, method, ip, userAgent, lastSeenAt, createdAt }) => {
            const { browser, system, phone } = browserOf(userAgent);
            const Icon = phone ? Smartphone : Monitor;
            const name =
              browser && system ? t('sessions.on', { browser, system }) : (browser ?? t('sessions.unknown'));
            return (
              <li key={id} className="li wrap">
                <Icon size={20} className="i2" aria-hidden />
                <div className="grow">
                  <div className="row g8 wrap sm m">
                    <span title={userAgent}>{name}</span>
                    {current && <span className="badge run">{t('sessions.current')}</span>}
                  </div>
                  <div className="xs i2">
                    {ip} · {t(`sessions.by.${method}`)} ·{' '}
                    <time
                      dateTime={lastSeenAt}
                      title={formatDate(createdAt, i18n.language, 'dateTime', zone)}
                    >
                      {t('sessions.seen', { age: formatAge(lastSeenAt, i18n.language) })}
                    </time>
                  </div>
                </div>
                {!current && (
                  <Button
                    size="sm"
                    aria-label={t('sessions.endNamed', { name })}
                    busy={end.isPending && end.variables === id}
                    onClick={() => end.mutate(id)}
                  >
                    {t('sessions.end')}
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {rows.length > 0 && (
        <div className="cbody col g12">
          {error && <Refused>{words.problem(error)}</Refused>}
          <div className="foot">
            <Button variant="danger" busy={endAll.isPending} onClick={() => setAsking(true)}>
              {t('sessions.endAll')}
            </Button>
          </div>
        </div>
      )}
      {asking && (
        <Dialog
          open
          onOpenChange={(open) => !open && setAsking(false)}
          title={t('sessions.ask')}
          text={t('sessions.askText', { count: rows.length })}
        >
          <Ends
            onLeave={() => setAsking(false)}
            act={t('sessions.endAll')}
            onAct={() => {
              setAsking(false);
              endAll.mutate();
            }}
          />
        </Dialog>
      )}
    </Card>
  );
}

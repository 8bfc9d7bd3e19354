import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { z } from 'zod';
import type { Session } from '../../../../contracts/session.ts';
import type { WorkspaceDeletion } from '../../../../contracts/workspace.ts';
import { workspaceSchema } from '../../../../contracts/workspaces.ts';
import { useSignOut } from '../../app/user-menu.tsx';
import { Button } from '../../components/button.tsx';
import { del, get, post } from '../../lib/api.ts';
import { formatDate } from '../../lib/format.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { Card, Page } from '../session/card.tsx';
import { Refused } from '../settings/field.tsx';

const workspacesSchema = z.object({ data: z.array(workspaceSchema) });

/** All that a deleted workspace shows: when it ends for good, and to an owner the way back. */
export default function DeletedPage({
  session,
  deletion,
}: {
  session: Session;
  deletion: WorkspaceDeletion;
}) {
  const { t, i18n } = useTranslation(['data', 'app']);
  const words = useServerWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const { name, timeZone } = session.tenant;
  const owner = session.rights.includes('delete');
  const { data } = useQuery({
    queryKey: ['workspaces'],
    queryFn: ({ signal }) => get('workspaces', workspacesSchema, signal),
  });
  const others = data?.data.filter(({ current, deleted }) => !current && !deleted) ?? [];
  const restore = useMutation({
    mutationFn: () => del('workspace/deletion'),
    onSuccess: async () => {
      await navigate('/');
      await client.invalidateQueries();
    },
  });
  const enter = useMutation({
    mutationFn: (id: string) => post('auth/workspace', null, { id }),
    onSuccess: () => location.assign('/'),
  });
  const date = (instant: string) => formatDate(instant, i18n.language, 'full', timeZone);
  const error = restore.error ?? enter.error;
  return (
    <Page>
      <Card
        title={t('gone.title', { name })}
        text={t(owner ? 'gone.owner' : 'gone.text', {
          since: date(deletion.deletedAt),
          until: date(deletion.purgedAt),
        })}
      >
        {error && <Refused>{words.problem(error)}</Refused>}
        {owner && (
          <Button variant="primary" size="lg" busy={restore.isPending} onClick={() => restore.mutate()}>
            {t('gone.restore', { name })}
          </Button>
        )}
        {others.map((other) => (
          <Button key={other.id} size="lg" busy={enter.isPending} onClick={() => enter.mutate(other.id)}>
            {t('gone.enter', { name: other.name })}
          </Button>
        ))}
        <Button variant="ghost" size="lg" onClick={() => void signOut()}>
          {t('app:menu.signOut')}
        </Button>
      </Card>
    </Page>
  );
}

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NotificationPreferences } from '../../../../contracts/notifications.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { showToast } from '../../components/toast.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { Refused } from '../settings/field.tsx';
import { Matrix } from './matrix.tsx';
import './notifications.css';
import { usePreferences, useSavePreferences } from './queries.ts';
import { QuietHours } from './quiet-hours.tsx';

/** Of what the reader is told, by which ways, and when e-mails wait. */
export default function NotificationsSection() {
  const { t } = useTranslation('notifications');
  const { data, error, isPending, refetch } = usePreferences();
  if (data) return <Preferences saved={data} />;
  return (
    <Card title={t('title')}>
      {isPending && (
        <div className="cbody">
          <Loading>
            <Skeleton height={480} />
          </Loading>
        </div>
      )}
      {error && <ErrorState problem={error} onRetry={() => void refetch()} />}
    </Card>
  );
}

function Preferences({ saved }: { saved: NotificationPreferences }) {
  const { t } = useTranslation(['notifications', 'app']);
  const words = useServerWords();
  const save = useSavePreferences();
  const [draft, setDraft] = useState(saved);
  const changed = JSON.stringify(draft) !== JSON.stringify(saved);
  return (
    <form
      className="col g16"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(draft, {
          onSuccess: (now) => {
            setDraft(now);
            showToast(t('saved'));
          },
        });
      }}
    >
      <Card title={t('title')}>
        <Matrix choices={draft.choices} onChange={(choices) => setDraft({ ...draft, choices })} />
      </Card>
      <Card title={t('quiet.title')}>
        <QuietHours quiet={draft.quietHours} onChange={(quietHours) => setDraft({ ...draft, quietHours })} />
      </Card>
      {save.error && <Refused>{words.problem(save.error)}</Refused>}
      <div className="foot">
        <Button type="submit" variant="primary" busy={save.isPending} disabled={!changed}>
          {t('app:save')}
        </Button>
      </div>
    </form>
  );
}

import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { showToast } from '../../components/toast.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { Field, Refused } from '../settings/field.tsx';
import { useProof } from '../settings/proof.tsx';
import { Ends } from '../settings/second-factor-card.tsx';
import { useDeletedItems, useRetention, useSetRetention } from './queries.ts';

const DAY_MS = 86_400_000;

/** For how many days deleted things can be restored. */
export function RetentionCard() {
  const { t } = useTranslation('data');
  const { data, error, isPending, refetch } = useRetention();
  return (
    <Card title={t('retention.title')}>
      {isPending && (
        <div className="cbody">
          <Loading>
            <Skeleton height={96} />
          </Loading>
        </div>
      )}
      {error && !data && <ErrorState problem={error} onRetry={() => void refetch()} />}
      {data && <RetentionForm key={data.days} days={data.days} />}
    </Card>
  );
}

function RetentionForm({ days }: { days: number }) {
  const { t } = useTranslation(['data', 'app', 'settings']);
  const words = useServerWords();
  const { prove, dialog } = useProof();
  const set = useSetRetention(prove);
  const deleted = useDeletedItems().data?.data ?? [];
  const [typed, setTyped] = useState(String(days));
  /** So many days, which so many deleted things would not outlast. */
  const [asked, setAsked] = useState<{ days: number; lost: number } | null>(null);
  const [wrong, setWrong] = useState(false);
  const save = (of: number) => {
    setAsked(null);
    set.mutate(of, { onSuccess: () => showToast(t('settings:saved')) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const next = /^\d{1,3}$/.test(typed.trim()) ? Number(typed) : 0;
    setWrong(next < 1 || next > 365);
    if (next < 1 || next > 365 || next === days) return;
    const now = Date.now();
    const lost = deleted.filter(({ deletedAt }) => Date.parse(deletedAt) + next * DAY_MS <= now).length;
    if (lost > 0) setAsked({ days: next, lost });
    else save(next);
  };
  return (
    <>
      <form className="cbody fields" noValidate onSubmit={submit}>
        <Field
          label={t('retention.label')}
          hint={t('retention.hint')}
          error={wrong ? t('retention.wrong') : undefined}
        >
          {(tied) => (
            <span className="unit" data-unit={t('retention.unit')}>
              <input
                {...tied}
                className={`${tied.className} num r`}
                style={{ paddingRight: 56 }}
                inputMode="numeric"
                autoComplete="off"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            </span>
          )}
        </Field>
        {set.error && <Refused>{words.problem(set.error)}</Refused>}
        <div className="foot">
          <Button type="submit" busy={set.isPending}>
            {t('app:save')}
          </Button>
        </div>
        {asked && (
          <Dialog
            open
            onOpenChange={(open) => !open && setAsked(null)}
            title={t('retention.ask', { count: asked.days })}
            text={t('retention.askText', { count: asked.lost })}
          >
            <Ends onLeave={() => setAsked(null)} act={t('retention.act')} onAct={() => save(asked.days)} />
          </Dialog>
        )}
      </form>
      {dialog}
    </>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Session } from '../../../../contracts/session.ts';
import { workspaceDeletionSchema } from '../../../../contracts/workspace.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { put } from '../../lib/api.ts';
import { formatDate } from '../../lib/format.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { Field, Refused } from '../settings/field.tsx';
import { useProof } from '../settings/proof.tsx';
import { useRetention } from './queries.ts';

/** The end of the workspace, after its name was typed. */
export function DangerCard({ tenant }: { tenant: Session['tenant'] }) {
  const { t } = useTranslation('data');
  const [asks, setAsks] = useState(false);
  const days = useRetention().data?.days;
  return (
    <Card title={t('danger.title')} className="danger">
      <div className="cbody col g12">
        <p className="sm i2">{t('danger.text')}</p>
        {days !== undefined && <p className="sm i2">{t('danger.kept', { count: days })}</p>}
        <div className="foot">
          <Button variant="danger" onClick={() => setAsks(true)}>
            {t('danger.act')}
          </Button>
        </div>
      </div>
      {asks && <DeleteDialog tenant={tenant} onLeave={() => setAsks(false)} />}
    </Card>
  );
}

function DeleteDialog({ tenant, onLeave }: { tenant: Session['tenant']; onLeave: () => void }) {
  const { t, i18n } = useTranslation(['data', 'app']);
  const words = useServerWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { prove, dialog } = useProof();
  const [typed, setTyped] = useState('');
  const right = typed.trim() === tenant.name;
  const end = useMutation({
    mutationFn: () => prove(() => put('workspace/deletion', workspaceDeletionSchema, { name: typed })),
  });
  const out = async () => {
    client.clear();
    await navigate('/sign-in');
  };
  if (end.data) {
    const date = formatDate(end.data.purgedAt, i18n.language, 'full', tenant.timeZone);
    return (
      <Dialog
        open
        onOpenChange={() => void out()}
        title={t('danger.done', { name: tenant.name })}
        text={t('danger.doneText', { date })}
      >
        <div className="row" style={{ justifyContent: 'flex-end', marginTop: 16 }}>
          <Button variant="primary" onClick={() => void out()}>
            {t('danger.out')}
          </Button>
        </div>
      </Dialog>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (right && !end.isPending) end.mutate();
  };
  return (
    <>
      <Dialog
        open
        onOpenChange={(open) => !open && onLeave()}
        title={t('danger.ask', { name: tenant.name })}
        text={t('danger.askText')}
      >
        <form className="settings-form" onSubmit={submit}>
          <Field label={t('danger.type', { name: tenant.name })}>
            {(tied) => (
              <input
                {...tied}
                autoComplete="off"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
          {end.error && <Refused>{words.problem(end.error, 'settings')}</Refused>}
          <div className="row g8 wrap" style={{ justifyContent: 'flex-end' }}>
            <Button onClick={onLeave}>{t('app:cancel')}</Button>
            <Button
              type="submit"
              variant="danger-solid"
              busy={end.isPending}
              aria-disabled={!right || undefined}
            >
              {t('danger.confirm', { name: tenant.name })}
            </Button>
          </div>
        </form>
      </Dialog>
      {dialog}
    </>
  );
}

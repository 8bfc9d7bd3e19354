import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import {
  recoveryCodesSchema,
  secondFactorSetupSchema,
  type SecondFactorSetup,
} from '../../../../contracts/second-factor.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { showToast } from '../../components/toast.ts';
import { del, post, put } from '../../lib/api.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { Field, Refused } from './field.tsx';
import { useProof, useSecondFactor } from './proof.tsx';

/** The authenticator app that sign-in asks for, and the codes in place of it. */
export function SecondFactorCard() {
  const { t } = useTranslation('settings');
  const words = useServerWords();
  const client = useQueryClient();
  const factor = useSecondFactor();
  const { prove, dialog } = useProof();
  const [codes, setCodes] = useState<string[] | null>(null);
  const [removing, setRemoving] = useState(false);
  const read = () =>
    Promise.all(['second-factor', 'sessions'].map((key) => client.invalidateQueries({ queryKey: [key] })));
  const begin = useMutation({
    mutationFn: () => prove(() => post('second-factor', secondFactorSetupSchema)),
  });
  const renew = useMutation({
    mutationFn: () => prove(() => post('second-factor/recovery-codes', recoveryCodesSchema)),
    onSuccess: async ({ recoveryCodes }) => {
      setCodes(recoveryCodes);
      await read();
    },
  });
  const remove = useMutation({
    mutationFn: () => {
      setRemoving(false);
      return prove(() => del('second-factor'));
    },
    onSuccess: async () => {
      setCodes(null);
      showToast(t('factor.removed'));
      await read();
    },
  });
  const error = begin.error ?? renew.error ?? remove.error;
  const { data } = factor;
  return (
    <Card title={t('factor.title')}>
      <div className="cbody col g12">
        {factor.isPending && (
          <Loading>
            <Skeleton height={72} />
          </Loading>
        )}
        {factor.error && !data && <ErrorState problem={factor.error} onRetry={() => void factor.refetch()} />}
        {codes && <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />}
        {data && !data.enabled && !begin.data && (
          <>
            <p className="sm i2">{t('factor.off')}</p>
            <div className="foot">
              <Button busy={begin.isPending} onClick={() => begin.mutate()}>
                {t('factor.setUp')}
              </Button>
            </div>
          </>
        )}
        {data && !data.enabled && begin.data && (
          <SetUp
            setup={begin.data}
            onLeave={begin.reset}
            onDone={async (recoveryCodes) => {
              setCodes(recoveryCodes);
              begin.reset();
              showToast(t('factor.added'));
              await read();
            }}
          />
        )}
        {data?.enabled && (
          <>
            <p className="sm row g6">
              <CircleCheck size={16} className="pos" aria-hidden />
              {t('factor.on')} {t('factor.left', { count: data.recoveryCodesLeft })}
            </p>
            <div className="foot">
              <Button busy={renew.isPending} onClick={() => renew.mutate()}>
                {t('factor.renew')}
              </Button>
              <Button variant="danger" busy={remove.isPending} onClick={() => setRemoving(true)}>
                {t('factor.remove')}
              </Button>
            </div>
          </>
        )}
        {error && <Refused>{words.problem(error, 'settings')}</Refused>}
      </div>
      {removing && (
        <Dialog
          open
          onOpenChange={(open) => !open && setRemoving(false)}
          title={t('factor.ask')}
          text={t('factor.askText')}
        >
          <Ends onLeave={() => setRemoving(false)} act={t('factor.remove')} onAct={() => remove.mutate()} />
        </Dialog>
      )}
      {dialog}
    </Card>
  );
}

/** Cancel, and the act that ends something. */
export function Ends({ onLeave, act, onAct }: { onLeave: () => void; act: string; onAct: () => void }) {
  const { t } = useTranslation('app');
  return (
    <div className="row g8" style={{ justifyContent: 'flex-end' }}>
      <Button onClick={onLeave}>{t('cancel')}</Button>
      <Button variant="danger-solid" onClick={onAct}>
        {act}
      </Button>
    </div>
  );
}

interface SetUpProps {
  setup: SecondFactorSetup;
  onLeave: () => void;
  onDone: (recoveryCodes: string[]) => Promise<void>;
}

/** The picture for the app, and the first code from it. */
function SetUp({ setup, onLeave, onDone }: SetUpProps) {
  const { t } = useTranslation(['settings', 'app']);
  const words = useServerWords();
  const { prove, dialog } = useProof();
  const [code, setCode] = useState('');
  const check = useMutation({
    mutationFn: () => prove(() => put('second-factor', recoveryCodesSchema, { code })),
    onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim().length >= 6) check.mutate();
  };
  return (
    <form className="col g12" onSubmit={submit}>
      <p className="sm i2">{t('factor.scan')}</p>
      <img
        className="qr"
        alt={t('factor.picture')}
        width={176}
        height={176}
        src={`data:image/svg+xml,${encodeURIComponent(setup.picture)}`}
      />
      <p className="xs i2">
        {t('factor.secret')} <code className="mono secret">{setup.secret}</code>
      </p>
      <div style={{ maxWidth: 220 }}>
        <Field label={t('factor.code')}>
          {(tied) => (
            <input
              {...tied}
              className={`${tied.className} num`}
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={60}
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          )}
        </Field>
      </div>
      {check.error && <Refused>{words.problem(check.error, 'settings')}</Refused>}
      <div className="foot">
        <Button type="submit" variant="primary" busy={check.isPending}>
          {t('factor.turnOn')}
        </Button>
        <Button onClick={onLeave}>{t('app:cancel')}</Button>
      </div>
      {dialog}
    </form>
  );
}

/** Shown once. */
function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation('settings');
  return (
    <div className="note w">
      <TriangleAlert size={16} aria-hidden />
      <div className="col g12 grow">
        <p>{t('factor.keep')}</p>
        <ul className="codes mono" aria-label={t('factor.codes')}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <div className="foot">
          <Button
            onClick={() =>
              void navigator.clipboard?.writeText(codes.join('\n')).then(() => showToast(t('copied')))
            }
          >
            {t('copy')}
          </Button>
          <Button onClick={onDone}>{t('factor.kept')}</Button>
        </div>
      </div>
    </div>
  );
}

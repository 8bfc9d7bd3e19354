import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { secondFactorSchema } from '../../../../contracts/second-factor.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { Loading, Skeleton } from '../../components/states.tsx';
import { ApiProblem, get, post } from '../../lib/api.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { Field, Refused } from './field.tsx';

export const useSecondFactor = () =>
  useQuery({
    queryKey: ['second-factor'],
    queryFn: ({ signal }) => get('second-factor', secondFactorSchema, signal),
  });

interface Asked {
  proved: () => void;
  left: () => void;
}

/** `prove` runs an act, and asks who one is where the server wants to know; `dialog` is that question. */
export function useProof() {
  const [asked, setAsked] = useState<Asked | null>(null);
  const prove = async <T,>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'confirmation-required') throw error;
      await new Promise<void>((proved, left) => setAsked({ proved, left: () => left(error) })).finally(() =>
        setAsked(null),
      );
      return act();
    }
  };
  return { prove, dialog: asked && <ProofDialog {...asked} /> };
}

function ProofDialog({ proved, left }: Asked) {
  const { t } = useTranslation(['settings', 'app']);
  const words = useServerWords();
  const factor = useSecondFactor();
  const [typed, setTyped] = useState('');
  const [asksCode, setAsksCode] = useState(false);
  const confirm = useMutation({
    mutationFn: (proof: { password: string } | { code: string }) => post('auth/confirm', null, proof),
    onSuccess: proved,
    onError: (error) => {
      if (!needsCode(error)) return;
      setAsksCode(true);
      setTyped('');
    },
  });
  // An authenticator app protects against whoever knows the password: then its code is the proof.
  const by = (factor.data?.enabled ?? asksCode) ? 'code' : 'password';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== '') confirm.mutate(by === 'code' ? { code: typed } : { password: typed });
  };
  return (
    <Dialog open onOpenChange={(open) => !open && left()} title={t('proof.title')} text={t('proof.text')}>
      {factor.isPending ? (
        <Loading>
          <Skeleton height={120} />
        </Loading>
      ) : (
        <form className="settings-form" onSubmit={submit}>
          <Field label={t(`proof.${by}`)} hint={t(`proof.${by}Hint`)}>
            {(tied) => (
              <input
                {...tied}
                key={by}
                type={by === 'password' ? 'password' : 'text'}
                autoComplete={by === 'password' ? 'current-password' : 'one-time-code'}
                autoFocus
                spellCheck={false}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
          {confirm.error && !needsCode(confirm.error) && (
            <Refused>{words.problem(confirm.error, 'settings')}</Refused>
          )}
          <div className="row g8" style={{ justifyContent: 'flex-end' }}>
            <Button onClick={left}>{t('app:cancel')}</Button>
            <Button type="submit" variant="primary" busy={confirm.isPending}>
              {t('proof.confirm')}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

const needsCode = (error: unknown) => error instanceof ApiProblem && error.code === 'code-required';

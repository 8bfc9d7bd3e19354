import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { showToast } from '../../components/toast.ts';
import { put } from '../../lib/api.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { Field, Refused } from './field.tsx';
import { useProof } from './proof.tsx';

interface Form {
  current: string;
  next: string;
}

/** A new password, for whoever knows the present one. */
export function PasswordCard() {
  const { t } = useTranslation('settings');
  const words = useServerWords();
  const client = useQueryClient();
  const { prove, dialog } = useProof();
  const { register, handleSubmit, reset, formState } = useForm<Form>({
    defaultValues: { current: '', next: '' },
  });
  const change = useMutation({
    mutationFn: ({ current, next }: Form) =>
      prove(() => put('password', null, { next, ...(current ? { current } : {}) })),
    onSuccess: async () => {
      reset();
      showToast(t('password.changed'), { text: t('password.changedText') });
      await client.invalidateQueries({ queryKey: ['sessions'] });
    },
  });
  return (
    <Card title={t('password.title')}>
      <form
        className="cbody fields"
        noValidate
        onSubmit={(event) => void handleSubmit((values) => change.mutate(values))(event)}
      >
        <Field label={t('password.current')} hint={t('password.currentHint')}>
          {(tied) => (
            <input {...tied} type="password" autoComplete="current-password" {...register('current')} />
          )}
        </Field>
        <Field
          label={t('password.next')}
          hint={t('password.nextHint')}
          error={formState.errors.next?.message}
        >
          {(tied) => (
            <input
              {...tied}
              type="password"
              autoComplete="new-password"
              maxLength={1024}
              {...register('next', { required: t('invalid.empty') })}
            />
          )}
        </Field>
        {change.error && <Refused>{words.problem(change.error, 'settings')}</Refused>}
        <div className="foot">
          <Button type="submit" variant="primary" busy={change.isPending}>
            {t('password.change')}
          </Button>
        </div>
      </form>
      {dialog}
    </Card>
  );
}

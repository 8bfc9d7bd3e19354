import { useMutation } from '@tanstack/react-query';
import { Controller, useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { createdApiKeySchema, keyScopes, type KeyScope } from '../../../../contracts/api-keys.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { Drawer } from '../../components/overlays.tsx';
import { post, randomId } from '../../lib/api.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useSession } from '../../lib/use-session.ts';
import { Field, Refused } from './field.tsx';
import { useProof } from './proof.tsx';

interface Form {
  name: string;
  scopes: KeyScope[];
  days: string;
}

const lives = [7, 30, 90, 180, 365];

/** Name, scopes and life of a new key; `onMade` gets its secret. */
export function MakeKey({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (token: string) => Promise<void>;
}) {
  const { t } = useTranslation(['settings', 'app']);
  const words = useServerWords();
  const { prove, dialog } = useProof();
  const rights = useSession().data?.rights ?? [];
  const { register, handleSubmit, control, formState } = useForm<Form>({
    defaultValues: { name: '', scopes: ['read'], days: '90' },
  });
  const make = useMutation({
    mutationFn: ({ name, scopes, days }: Form) =>
      prove(() =>
        post(
          'api-keys',
          createdApiKeySchema,
          { name: name.trim(), scopes, expiresInDays: Number(days) },
          { idempotencyKey: randomId() },
        ),
      ),
    onSuccess: ({ token }) => onMade(token ?? ''),
  });
  const { errors } = formState;
  return (
    <Drawer
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('keys.make')}
      text={t('keys.scopesHint')}
    >
      <form
        className="settings-form"
        noValidate
        onSubmit={(event) => void handleSubmit((values) => make.mutate(values))(event)}
      >
        <Field label={t('keys.name')} hint={t('keys.nameHint')} error={errors.name?.message}>
          {(tied) => (
            <input
              {...tied}
              autoComplete="off"
              maxLength={80}
              {...register('name', { validate: (value) => value.trim() !== '' || t('invalid.empty') })}
            />
          )}
        </Field>
        <Controller
          control={control}
          name="scopes"
          rules={{ validate: (value) => value.length > 0 || t('keys.noScope') }}
          render={({ field: { value, onChange } }) => (
            <fieldset className="choices">
              <legend className="lbl">{t('keys.scopes')}</legend>
              {keyScopes.map((scope) => (
                <label key={scope} className="choice">
                  <Checkbox
                    checked={value.includes(scope)}
                    disabled={!rights.includes(scope)}
                    onChange={(on) => onChange(on ? [...value, scope] : value.filter((one) => one !== scope))}
                  />
                  <span className="col">
                    <span className="sm m">{t(`keys.scope.${scope}`)}</span>
                    <span className="xs i2">{t(`right.${scope}`)}</span>
                  </span>
                </label>
              ))}
              {errors.scopes && (
                <span className="hint e" role="alert">
                  {errors.scopes.message}
                </span>
              )}
            </fieldset>
          )}
        />
        <Field label={t('keys.expires')}>
          {(tied) => (
            <select {...tied} {...register('days')}>
              {lives.map((count) => (
                <option key={count} value={count}>
                  {t('keys.days', { count })}
                </option>
              ))}
            </select>
          )}
        </Field>
        {make.error && <Refused>{words.problem(make.error, 'settings')}</Refused>}
        <div className="row g8" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('app:cancel')}</Button>
          <Button type="submit" variant="primary" busy={make.isPending}>
            {t('keys.create')}
          </Button>
        </div>
      </form>
      {dialog}
    </Drawer>
  );
}

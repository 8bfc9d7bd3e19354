import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { firstRoles, identityProviderSchema, type IdentityProvider } from '../../../../contracts/sso.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { showToast } from '../../components/toast.ts';
import { del, put } from '../../lib/api.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { CopyButton } from './copy.tsx';
import { Field, Refused } from './field.tsx';
import { useProof } from './proof.tsx';
import { Ends } from './second-factor-card.tsx';

interface Form {
  issuer: string;
  clientId: string;
  /** Empty: the one that is stored stays. */
  clientSecret: string;
  defaultRole: (typeof firstRoles)[number];
  enabled: boolean;
  required: boolean;
}

/** The provider of the workspace: whom it is asked as, and what it decides. */
export function ProviderCard({ sso }: { sso: IdentityProvider }) {
  const { t } = useTranslation(['settings', 'app']);
  const words = useServerWords();
  const client = useQueryClient();
  const { prove, dialog } = useProof();
  const [removing, setRemoving] = useState(false);
  const { provider, available, tried, redirectUri } = sso;
  const { register, handleSubmit, control, formState } = useForm<Form>({
    mode: 'onTouched',
    defaultValues: {
      ...{ issuer: '', clientId: '', defaultRole: 'analyst', enabled: true, required: false },
      ...provider,
      clientSecret: '',
    },
  });
  const save = useMutation({
    mutationFn: ({ clientSecret, ...rest }: Form) =>
      prove(() =>
        put('identity-provider', identityProviderSchema, {
          ...{ ...rest, issuer: rest.issuer.trim(), clientId: rest.clientId.trim() },
          ...(clientSecret === '' ? {} : { clientSecret }),
        }),
      ),
    onSuccess: (saved) => {
      showToast(t('saved'));
      client.setQueryData(['sso'], saved);
    },
  });
  const remove = useMutation({
    mutationFn: () => prove(() => del('identity-provider')),
    onMutate: () => setRemoving(false),
    onSuccess: async () => {
      showToast(t('sso.removed'));
      await client.invalidateQueries({ queryKey: ['sso'] });
    },
  });
  const { errors } = formState;
  const empty = { validate: (value: string) => value.trim() !== '' || t('invalid.empty') };
  const error = save.error ?? remove.error;
  return (
    <Card title={t('sso.title')}>
      <form
        className="cbody fields"
        noValidate
        onSubmit={(event) => void handleSubmit((values) => save.mutate(values))(event)}
      >
        {provider && <Standing sso={sso} />}
        <div className="field">
          <span className="lbl">{t('sso.redirect')}</span>
          <div className="row g8 wrap">
            <code className="mono xs secret grow">{redirectUri}</code>
            <CopyButton text={redirectUri} />
          </div>
          <span className="hint">{t('sso.redirectHint')}</span>
        </div>
        <Field label={t('sso.issuer')} hint={t('sso.issuerHint')} error={errors.issuer?.message}>
          {(tied) => (
            <input
              {...tied}
              type="url"
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              maxLength={500}
              {...register('issuer', {
                validate: (value) => /^https?:\/\/[^\s/]+/.test(value.trim()) || t('sso.issuerInvalid'),
              })}
            />
          )}
        </Field>
        <Field label={t('sso.clientId')} error={errors.clientId?.message}>
          {(tied) => (
            <input
              {...tied}
              autoComplete="off"
              spellCheck={false}
              maxLength={300}
              {...register('clientId', empty)}
            />
          )}
        </Field>
        <Field label={t('sso.clientSecret')} hint={t('sso.secretHint')} error={errors.clientSecret?.message}>
          {(tied) => (
            <input
              {...tied}
              type="password"
              autoComplete="off"
              maxLength={2000}
              placeholder={provider ? t('sso.secretStored') : undefined}
              {...register('clientSecret', provider ? {} : empty)}
            />
          )}
        </Field>
        <Field label={t('sso.firstRole')}>
          {(tied) => (
            <select {...tied} {...register('defaultRole')}>
              {firstRoles.map((role) => (
                <option key={role} value={role}>
                  {t(`role.${role}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Controller
          control={control}
          name="enabled"
          render={({ field: { value, onChange } }) => (
            <label className="row g8 sm">
              <Checkbox checked={value} onChange={onChange} />
              {t('sso.enabled')}
            </label>
          )}
        />
        <Controller
          control={control}
          name="required"
          render={({ field: { value, onChange } }) => (
            <div className="col g4">
              <label className="row g8 sm">
                <Checkbox
                  checked={value}
                  disabled={!tried && !value}
                  describedBy="sso-required"
                  onChange={onChange}
                />
                {t('sso.required')}
              </label>
              <span id="sso-required" className="hint">
                {t('sso.requiredHint')} {!tried && t('sso.untried')}
              </span>
            </div>
          )}
        />
        {error && <Refused>{words.problem(error, 'settings')}</Refused>}
        <div className="foot">
          <Button type="submit" variant="primary" busy={save.isPending} disabled={!available}>
            {t('app:save')}
          </Button>
          {provider && (
            <Button variant="danger" busy={remove.isPending} onClick={() => setRemoving(true)}>
              {t('sso.remove')}
            </Button>
          )}
        </div>
      </form>
      {removing && (
        <Dialog
          open
          onOpenChange={(open) => !open && setRemoving(false)}
          title={t('sso.ask')}
          text={t('sso.askText')}
        >
          <Ends onLeave={() => setRemoving(false)} act={t('sso.remove')} onAct={() => remove.mutate()} />
        </Dialog>
      )}
      {dialog}
    </Card>
  );
}

/** Whether it signs people in as it stands, and if not, why. */
function Standing({ sso: { provider, available, domains } }: { sso: IdentityProvider }) {
  const { t } = useTranslation('settings');
  const proved = domains.some(({ verifiedAt }) => verifiedAt !== null);
  const works = available && provider?.enabled === true && proved;
  const on = provider?.required ? 'onRequired' : 'on';
  const why = !available ? 'kept' : !provider?.enabled ? 'off' : !proved ? 'noDomain' : on;
  const Icon = works ? CircleCheck : TriangleAlert;
  return (
    <p className={works ? 'note n' : 'note w'}>
      <Icon size={16} className={works ? 'pos' : undefined} aria-hidden />
      <span>{t(`sso.${why}`)}</span>
    </p>
  );
}

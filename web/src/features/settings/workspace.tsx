import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { workspaceSettingsSchema, type WorkspaceSettings } from '../../../../contracts/workspace.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { showToast } from '../../components/toast.ts';
import { amountDecimals, readAmount, writeAmount } from '../../lib/amount.ts';
import { get, put } from '../../lib/api.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useMay } from '../../lib/use-may.ts';
import { useSession } from '../../lib/use-session.ts';
import { Field, Refused } from './field.tsx';
import { useProof } from './proof.tsx';

interface Form {
  name: string;
  timeZone: string;
  currency: string;
  /** As typed; empty: one person is always enough. */
  twoPersonAbove: string;
}

/** Name, time zone, currency and two-person threshold of the workspace. */
export default function WorkspaceSection() {
  const { t } = useTranslation('settings');
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['workspace'],
    queryFn: ({ signal }) => get('workspace', workspaceSettingsSchema, signal),
  });
  return (
    <Card title={t('section.workspace')}>
      {isPending && (
        <div className="cbody">
          <Loading>
            <Skeleton height={340} />
          </Loading>
        </div>
      )}
      {error && !data && <ErrorState problem={error} onRetry={() => void refetch()} />}
      {data && <WorkspaceForm key={data.version} workspace={data} />}
    </Card>
  );
}

/** The names that browsers and servers know; what is set now is among them. */
const withOwn = (names: string[], own: string) => [...new Set([...names, own])].sort();

function WorkspaceForm({ workspace }: { workspace: WorkspaceSettings }) {
  const { t, i18n } = useTranslation(['settings', 'app']);
  const words = useServerWords();
  const client = useQueryClient();
  const may = useMay('manage');
  const isOwner = useSession().data?.role === 'owner';
  const { prove, dialog } = useProof();
  const { language } = i18n;
  const { register, handleSubmit, control, formState } = useForm<Form>({
    mode: 'onTouched',
    defaultValues: {
      name: workspace.name,
      timeZone: workspace.timeZone,
      currency: workspace.currency,
      twoPersonAbove:
        workspace.twoPersonAboveMicros === null
          ? ''
          : writeAmount(workspace.twoPersonAboveMicros, language, workspace.currency),
    },
  });
  const currency = useWatch({ control, name: 'currency' });
  const save = useMutation({
    mutationFn: ({ twoPersonAbove, ...rest }: Form) =>
      prove(() =>
        put(
          'workspace',
          workspaceSettingsSchema,
          { ...rest, twoPersonAboveMicros: thresholdOf(twoPersonAbove, language, rest.currency) },
          { version: workspace.version },
        ),
      ),
    onSuccess: async (saved) => {
      client.setQueryData(['workspace'], saved);
      showToast(t('saved'));
      await client.invalidateQueries({ queryKey: ['session'] });
    },
  });
  const names = new Intl.DisplayNames(language, { type: 'currency' });
  return (
    <>
      <form
        className="cbody fields"
        noValidate
        onSubmit={(event) => void handleSubmit((values) => save.mutate(values))(event)}
      >
        {!may && <p className="note n">{t('workspace.mayNot')}</p>}
        <Field label={t('workspace.name')} error={formState.errors.name?.message}>
          {(tied) => (
            <input
              {...tied}
              maxLength={120}
              disabled={!may}
              autoComplete="organization"
              {...register('name', { validate: (value) => value.trim() !== '' || t('invalid.empty') })}
            />
          )}
        </Field>
        <Field label={t('workspace.timeZone')} hint={t('workspace.timeZoneHint')}>
          {(tied) => (
            <select {...tied} disabled={!may} {...register('timeZone')}>
              {withOwn(['UTC', ...Intl.supportedValuesOf('timeZone')], workspace.timeZone).map((zone) => (
                <option key={zone} value={zone}>
                  {zone.replaceAll('_', ' ')}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t('workspace.currency')} hint={t('workspace.currencyHint')}>
          {(tied) => (
            <select {...tied} disabled={!may} {...register('currency')}>
              {withOwn(Intl.supportedValuesOf('currency'), workspace.currency).map((code) => (
                <option key={code} value={code}>
                  {code} · {names.of(code)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field
          label={t('workspace.twoPerson')}
          hint={`${t('workspace.twoPersonHint')}${isOwner ? '' : ` ${t('workspace.twoPersonOwners')}`}`}
          error={formState.errors.twoPersonAbove?.message}
        >
          {(tied) => (
            <span className="unit" data-unit={currency}>
              <input
                {...tied}
                className={`${tied.className} num r`}
                style={{ paddingRight: 48 }}
                inputMode="decimal"
                disabled={!may}
                {...register('twoPersonAbove', {
                  validate: (value) =>
                    value.trim() === '' ||
                    thresholdOf(value, language, currency) !== null ||
                    t(`app:amount.decimals${amountDecimals(currency)}`),
                })}
              />
            </span>
          )}
        </Field>
        {save.error && <Refused>{words.problem(save.error)}</Refused>}
        {may && (
          <div className="foot">
            <Button type="submit" variant="primary" busy={save.isPending}>
              {t('app:save')}
            </Button>
          </div>
        )}
      </form>
      {dialog}
    </>
  );
}

/** In micros; null: nothing, or no amount. Zero asks for two people every time. */
function thresholdOf(typed: string, language: string, currency: string): string | null {
  if (/^0+([.,]0*)?$/.test(typed.trim())) return '0';
  return readAmount(typed, language, currency);
}

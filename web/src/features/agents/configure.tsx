import { CircleX } from 'lucide-react';
import { Controller, useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Agent } from '../../../../contracts/agents.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { Drawer } from '../../components/overlays.tsx';
import { PlanHelp } from '../../components/plan-help.tsx';
import { showToast } from '../../components/toast.ts';
import { amountDecimals, readAmount } from '../../lib/amount.ts';
import { ApiProblem } from '../../lib/api.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useSession } from '../../lib/use-session.ts';
import { useConnections } from '../connections/queries.ts';
import { RemoveAgent } from './add-agent.tsx';
import { CampaignChoice } from './campaign-choice.tsx';
import { fieldsOf, finestOf, readField, readNumber, writeField, type Field } from './fields.ts';
import { useUpdateAgent } from './use-update-agent.ts';

type Form = Record<string, string | string[]>;

interface ConfigureProps {
  agent: Agent;
  allowed: boolean;
  onClose: () => void;
}

/** The agent's settings as a form made from their schema. */
export default function Configure({ agent, allowed, onClose }: ConfigureProps) {
  const { t, i18n } = useTranslation(['agents', 'app']);
  const session = useSession();
  const connections = useConnections();
  const update = useUpdateAgent(agent);
  const words = useServerWords();
  const accounts = (connections.data?.data ?? [])
    .flatMap((one) => one.accounts)
    .filter((one) => one.selected);
  const currencies = [...new Set(accounts.map((account) => account.currency))];
  const currency = finestOf(currencies) ?? session.data?.tenant.currency ?? 'EUR';
  const typed = { locale: i18n.language, currency };
  const fields = fieldsOf(agent.settingsSchema, agent.instance?.settings ?? {});
  const form = useForm<Form>({
    mode: 'onTouched',
    defaultValues: Object.fromEntries(
      fields.map(({ field, value }) => [field.name, writeField(field.kind, value)]),
    ),
  });
  const save = form.handleSubmit(async (values) => {
    const settings = Object.fromEntries(
      fields.map(({ field }) => [field.name, readField(field.kind, values[field.name] ?? '', typed)]),
    );
    try {
      await update.mutateAsync({ settings });
      showToast(t('saved', { name: agent.name }));
      onClose();
    } catch (error) {
      const problem = error instanceof ApiProblem ? error.problem : null;
      const ours = (problem?.errors ?? []).flatMap(({ pointer, code, message }) => {
        const name = pointer.split('/')[2];
        return fields.some(({ field }) => field.name === name) && name
          ? [{ name, message: t(`invalid.${code}`, { defaultValue: message }) }]
          : [];
      });
      for (const { name, message } of ours) form.setError(name, { message });
      if (ours.length === 0) {
        form.setError('root', {
          message: words.problem(error),
        });
      }
    }
  });
  const { errors, isSubmitting } = form.formState;
  return (
    <Drawer open onOpenChange={(open) => !open && onClose()} title={agent.name} text={t(`does.${agent.key}`)}>
      <form onSubmit={(event) => void save(event)} className="col g16" noValidate>
        {fields.map(({ field }) => {
          const error = errors[field.name]?.message;
          const described = { hint: `${field.name}-hint`, error: `${field.name}-error` };
          return (
            <div key={field.name} className="field">
              {field.kind === 'campaigns' ? (
                <Controller
                  control={form.control}
                  name={field.name}
                  render={({ field: { value, onChange } }) => (
                    <CampaignChoice
                      label={t(`settings.${field.name}`, { defaultValue: field.name })}
                      chosen={value as string[]}
                      disabled={!allowed}
                      onChange={onChange}
                    />
                  )}
                />
              ) : (
                <label htmlFor={field.name}>
                  {t(`settings.${field.name}`, { defaultValue: field.name })}
                </label>
              )}
              {field.kind === 'choice' && (
                <select id={field.name} className="inp" disabled={!allowed} {...form.register(field.name)}>
                  {field.choices.map((choice) => (
                    <option key={choice} value={choice}>
                      {t(`choice.${choice}`, { defaultValue: choice })}
                    </option>
                  ))}
                </select>
              )}
              {(field.kind === 'money' || field.kind === 'percent' || field.kind === 'text') && (
                <span className="unit" data-unit={field.kind === 'percent' ? '%' : undefined}>
                  <input
                    id={field.name}
                    className={error === undefined ? 'inp num r' : 'inp num r err'}
                    inputMode={field.kind === 'text' ? 'text' : 'decimal'}
                    disabled={!allowed}
                    aria-invalid={error !== undefined}
                    aria-describedby={`${described.hint} ${described.error}`}
                    {...form.register(field.name, {
                      validate: (value) => refusal(field, value),
                    })}
                  />
                </span>
              )}
              <span id={described.hint} className="hint">
                {[
                  t(`about.${field.name}`, { defaultValue: '' }),
                  field.kind === 'money'
                    ? t(currencies.length > 1 ? 'hint.money' : 'hint.in', { currency })
                    : '',
                ]
                  .filter(Boolean)
                  .join(' ')}
              </span>
              {error !== undefined && (
                <span id={described.error} className="hint e" role="alert">
                  <CircleX size={13} aria-hidden />
                  {error}
                </span>
              )}
            </div>
          );
        })}
        {errors.root && (
          <p className="note e" role="alert">
            <CircleX size={16} aria-hidden />
            <span>
              {errors.root.message} <PlanHelp error={update.error} />
            </span>
          </p>
        )}
        <div className="row g8 between drawer-foot">
          <span className="row g8">
            {allowed && <RemoveAgent agent={agent} onRemoved={onClose} />}
            <Link className={buttonClass('ghost')} to={`/tasks?agent=${agent.key}`}>
              {t('itsTasks')}
            </Link>
          </span>
          <span className="row g8">
            <Button onClick={onClose}>{t('app:cancel')}</Button>
            <Button type="submit" variant="primary" busy={isSubmitting} disabled={!allowed}>
              {t('app:save')}
            </Button>
          </span>
        </div>
      </form>
    </Drawer>
  );

  /** Why a value cannot stand, in words; true: it can. */
  function refusal({ kind, optional, min, max, above }: Field, value: unknown): string | true {
    const text = typeof value === 'string' ? value.trim() : '';
    if (text === '') return optional || t('invalid.empty');
    if (kind === 'text') return true;
    if (kind === 'money') {
      const taken = readAmount(text, i18n.language, currency) !== null;
      return taken || t(`app:amount.decimals${amountDecimals(currency)}`);
    }
    const number = readNumber(text);
    if (!Number.isFinite(number)) return t('invalid.number');
    const low = min !== undefined && (above ? number <= min : number < min);
    if (!low && (max === undefined || number <= max)) return true;
    if (max === undefined) return t('invalid.least', { min });
    return t(above ? 'invalid.rangeAbove' : 'invalid.range', { min, max });
  }
}

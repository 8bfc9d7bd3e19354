import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { auditActs, auditObjects } from '../../../../contracts/audit.ts';
import { Select } from '../../components/controls.tsx';
import { useAuditActors } from './queries.ts';
import { useAuditWords } from './words.ts';

/** What the address says; as the API takes it, but days. */
export const filterNames = ['actor', 'object', 'act', 'from', 'to', 'id'] as const;
export type FilterName = (typeof filterNames)[number];

interface FiltersProps {
  value: (name: FilterName) => string;
  onChange: (change: Partial<Record<FilterName, string>>) => void;
}

/** Who, what, which act, when; each narrows the list. */
export function Filters({ value, onChange }: FiltersProps) {
  const { t, i18n } = useTranslation('audit');
  const words = useAuditWords();
  const actors = useAuditActors().data?.data ?? [];
  const byLabel = (a: { label: string }, b: { label: string }) =>
    a.label.localeCompare(b.label, i18n.language);
  const people = actors.filter(({ kind }) => kind !== 'system');
  const parts = actors.filter(({ kind }) => kind === 'system');
  const actorOptions = [
    ...people.map((one) => ({ value: one.id, label: words.actor(one) })).sort(byLabel),
    ...parts.map(({ id }) => ({ value: id, label: t('actor.part', { part: id.replace('system:', '') }) })).sort(byLabel),
  ]; // prettier-ignore
  const own = value('actor');
  const objects = [...new Set(Object.values(auditObjects))].map((one) => ({ value: one, label: words.object(one) })); // prettier-ignore
  return (
    <div className="row wrap g8 filters" role="group" aria-label={t('filters')}>
      <Select
        label={t('who')}
        value={own}
        options={[
          { value: '', label: t('anybody') },
          ...actorOptions,
          ...(own && !actorOptions.some((one) => one.value === own) ? [{ value: own, label: own }] : []),
        ]}
        onChange={(actor) => onChange({ actor })}
      />
      <Select
        label={t('what')}
        value={value('object')}
        options={[{ value: '', label: t('anything') }, ...objects.sort(byLabel)]}
        onChange={(object) => onChange({ object })}
      />
      <Select
        label={t('which')}
        value={value('act')}
        options={[
          { value: '', label: t('anyAct') },
          ...auditActs.map((act) => ({ value: act, label: t(`acts.${act}`) })),
        ]}
        onChange={(act) => onChange({ act })}
      />
      {(['from', 'to'] as const).map((name) => (
        <label key={name} className="chip day">
          <span className="xs">{t(name)}</span>
          <input
            type="date"
            value={value(name)}
            onChange={(event) => onChange({ [name]: event.target.value })}
          />
        </label>
      ))}
      {value('id') && (
        <button type="button" className="chip on" onClick={() => onChange({ id: '' })}>
          <span className="trunc mono">{value('id')}</span>
          <X size={14} aria-label={t('forget')} />
        </button>
      )}
    </div>
  );
}

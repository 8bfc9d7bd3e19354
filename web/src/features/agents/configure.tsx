import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { Agent } from '../../../../contracts/agents.ts';
import { Button } from '../../components/button.tsx';
import { Drawer } from '../../components/overlays.tsx';
import { showToast } from '../../components/toast.ts';
import { readField, writeField, type FieldKind } from './fields.ts';
import { useUpdateAgent } from './use-update-agent.ts';

const schemaSchema = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

/** Which control a property of the settings' JSON Schema needs. */
function kindOf(name: string, property: Record<string, unknown>): FieldKind {
  const text = JSON.stringify(property);
  if (name.endsWith('Micros')) return 'money';
  if (Array.isArray(property.enum)) return 'choice';
  if (property.type === 'array') return 'list';
  return text.includes('"number"') ? 'percent' : 'text';
}

/** The agent's settings as a form made from their schema. */
export function Configure({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const { t } = useTranslation(['agents', 'app']);
  const update = useUpdateAgent(agent);
  const settings = agent.instance?.settings ?? {};
  const parsed = schemaSchema.safeParse(agent.settingsSchema);
  const fields = Object.entries(parsed.data?.properties ?? {}).map(([name, property]) => ({
    name,
    kind: kindOf(name, property),
    choices: Array.isArray(property.enum) ? property.enum.map(String) : [],
    value: settings[name] ?? property.default,
  }));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const next = Object.fromEntries(
      fields.map(({ name, kind }) => {
        const value = form.get(name);
        return [name, readField(kind, typeof value === 'string' ? value : '')];
      }),
    );
    update.mutate(
      { settings: { ...settings, ...next } },
      {
        onSuccess: () => {
          showToast(t('saved', { name: agent.name }));
          onClose();
        },
      },
    );
  };
  return (
    <Drawer open onOpenChange={(open) => !open && onClose()} title={agent.name}>
      <form onSubmit={submit} className="col g16">
        {fields.map(({ name, kind, choices, value }) => (
          <div key={name} className="field">
            <label htmlFor={name}>{t(`settings.${name}`, { defaultValue: name })}</label>
            {kind === 'choice' ? (
              <select id={name} name={name} className="inp" defaultValue={writeField(kind, value)}>
                {choices.map((choice) => (
                  <option key={choice} value={choice}>
                    {t(`choice.${choice}`, { defaultValue: choice })}
                  </option>
                ))}
              </select>
            ) : (
              <input
                id={name}
                name={name}
                className="inp"
                type={kind === 'money' || kind === 'percent' ? 'number' : 'text'}
                step="any"
                min={0}
                defaultValue={writeField(kind, value)}
              />
            )}
            {(kind === 'percent' || kind === 'money' || kind === 'list') && (
              <span className="hint">{t(`hint.${kind}`)}</span>
            )}
          </div>
        ))}
        {update.error && (
          <p className="hint e" role="alert">
            {update.error.message}
          </p>
        )}
        <div className="row g8" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('app:cancel')}</Button>
          <Button type="submit" variant="primary" busy={update.isPending}>
            {t('app:save')}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}

import { useTranslation } from 'react-i18next';
import type { NotificationPreferences } from '../../../../contracts/notifications.ts';
import { Switch } from '../../components/controls.tsx';
import { Field } from '../settings/field.tsx';

type Quiet = NotificationPreferences['quietHours'];

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const zones = (own: string) => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), own])].sort();

/** From–until in the reader's own zone; e-mails wait until they end. */
export function QuietHours({ quiet, onChange }: { quiet: Quiet; onChange: (quiet: Quiet) => void }) {
  const { t } = useTranslation('notifications');
  return (
    <div className="cbody col g16">
      <div className="row between g12">
        <p className="sm i2">{t('quiet.hint')}</p>
        <Switch
          label={t('quiet.title')}
          checked={quiet !== null}
          onChange={(on) => onChange(on ? { from: '20:00', until: '08:00', timeZone: ownZone() } : null)}
        />
      </div>
      {quiet && (
        <div className="quiet">
          {(['from', 'until'] as const).map((end) => (
            <Field key={end} label={t(`quiet.${end}`)}>
              {(tied) => (
                <input
                  {...tied}
                  type="time"
                  required
                  value={quiet[end]}
                  onChange={({ target }) => target.value && onChange({ ...quiet, [end]: target.value })}
                />
              )}
            </Field>
          ))}
          <Field label={t('quiet.timeZone')}>
            {(tied) => (
              <select
                {...tied}
                value={quiet.timeZone}
                onChange={({ target }) => onChange({ ...quiet, timeZone: target.value })}
              >
                {zones(quiet.timeZone).map((zone) => (
                  <option key={zone} value={zone}>
                    {zone.replaceAll('_', ' ')}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
      )}
    </div>
  );
}

import { Eye, Lock, Pencil } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PlatformInfo } from '../../../../contracts/platforms.ts';
import { Checkbox } from '../../components/checkbox.tsx';
import { platformNames } from '../../components/figures.tsx';

interface ScopesProps {
  info: PlatformInfo;
  ticked: readonly string[];
  /** null: already granted; shown, not chosen. */
  onChange: ((ticked: string[]) => void) | null;
  /** Asks the platform for a right that was not granted. */
  onAsk?: (scope: string) => void;
}

/** What we read and what we could change, each right in plain words; what we never ask for, too. */
export function Scopes({ info, ticked, onChange, onAsk }: ScopesProps) {
  const { t } = useTranslation('connections');
  const platform = platformNames[info.platform];
  const list = (access: 'read' | 'write') =>
    info.scopes
      .filter((scope) => scope.access === access)
      .map(({ id, words, required }) => {
        const on = ticked.includes(id);
        return (
          <li key={id} className="scope">
            <Checkbox
              label={t(`${words}.title`, { defaultValue: id })}
              checked={on}
              disabled={onChange === null || required}
              onChange={(next) => onChange?.(next ? [...ticked, id] : ticked.filter((one) => one !== id))}
            />
            <div className="grow">
              <div className="sm m" aria-hidden>
                {t(`${words}.title`, { defaultValue: id })}
              </div>
              <div className="xs i2">
                {t(`${words}.text`, { platform, defaultValue: '' })}{' '}
                {onChange !== null && required && t('required')}
                {onChange === null && !on && t('notGranted')}{' '}
                {onChange === null && !on && onAsk && (
                  <button type="button" className="link" onClick={() => onAsk(id)}>
                    {t('askFor')}
                  </button>
                )}
              </div>
            </div>
            <span className="mono xs i3">{id}</span>
          </li>
        );
      });
  return (
    <div className="sc2">
      <section className="card">
        <div className="chead">
          <Eye size={16} className="i2" aria-hidden />
          <h2>{t('reads')}</h2>
        </div>
        <ul className="scopes">{list('read')}</ul>
      </section>
      <section className="card">
        <div className="chead">
          <Pencil size={16} className="i2" aria-hidden />
          <h2>{t('writes')}</h2>
        </div>
        <ul className="scopes">
          {list('write')}
          <li className="scope">
            <Lock size={16} className="i3" aria-hidden />
            <div className="grow">
              <div className="sm m">{t('payment.title')}</div>
              <div className="xs i2">{t('payment.text')}</div>
            </div>
            <span className="mono xs i3">{t('never')}</span>
          </li>
        </ul>
      </section>
    </div>
  );
}

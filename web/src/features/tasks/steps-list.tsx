import { useTranslation } from 'react-i18next';
import { StateBadge } from '../../components/state-badge.tsx';
import { formatDate, formatDuration } from '../../lib/format.ts';
import { useSession } from '../../lib/use-session.ts';
import type { Step } from './rows.ts';

interface StepsListProps {
  steps: Step[];
  chosen: string | null;
  onSelect: (name: string) => void;
}

/** Every attempt of every step in the order they ran. */
export function StepsList({ steps, chosen, onSelect }: StepsListProps) {
  const { t, i18n } = useTranslation('tasks');
  const zone = useSession().data?.tenant.timeZone;
  if (steps.length === 0) return <p className="cbody sm i2">{t('notYet')}</p>;
  return (
    <ol>
      {steps.map((step) => (
        <li key={step.key} style={{ borderTop: '1px solid var(--line)' }}>
          <button
            type="button"
            className={step.name === chosen ? 'li tl-r sel' : 'li tl-r'}
            style={{ display: 'flex', borderTop: 0, alignItems: 'center' }}
            aria-pressed={step.name === chosen}
            onClick={() => onSelect(step.name)}
          >
            <span className="grow">
              <span className="sm m" style={{ display: 'block' }}>
                {t(`name.${step.name}`, { defaultValue: step.name })}
              </span>
              <span className="xs i3 num">
                {formatDate(step.startedAt, i18n.language, 'seconds', zone)} · {t('try', { n: step.try })}
                {step.attempt > 1 && `, ${t('attempt', { n: step.attempt })}`}
              </span>
            </span>
            {step.finishedAt && (
              <span className="xs i2 num">
                {formatDuration(Date.parse(step.finishedAt) - Date.parse(step.startedAt))}
              </span>
            )}
            <StateBadge state={step.state} />
          </button>
        </li>
      ))}
    </ol>
  );
}

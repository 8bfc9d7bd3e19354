import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../lib/api.ts';

/** Why an act was refused, beside where it was asked for. */
export function Trouble({ error }: { error: unknown }) {
  const { t } = useTranslation(['connect', 'app']);
  if (!error) return null;
  const problem = error instanceof ApiProblem ? error.problem : null;
  const text = problem
    ? t(`problem.${problem.code}`, { defaultValue: problem.detail })
    : t('app:problem.failed');
  return (
    <p role="alert" className="note e">
      <CircleAlert size={16} aria-hidden />
      <span>
        {text} {problem?.traceId && <span className="mono xs i2">{problem.traceId}</span>}
      </span>
    </p>
  );
}

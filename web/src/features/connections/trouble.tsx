import { CircleAlert } from 'lucide-react';
import { PlanHelp } from '../../components/plan-help.tsx';
import { ApiProblem } from '../../lib/api.ts';
import { useServerWords } from '../../lib/server-words.ts';

/** Why an act was refused, beside where it was asked for. */
export function Trouble({ error }: { error: unknown }) {
  const words = useServerWords();
  if (!error) return null;
  const traceId = error instanceof ApiProblem && error.problem.traceId;
  return (
    <p role="alert" className="note e">
      <CircleAlert size={16} aria-hidden />
      <span>
        {words.problem(error, 'connections')} <PlanHelp error={error} />{' '}
        {traceId && <span className="mono xs i2">{traceId}</span>}
      </span>
    </p>
  );
}

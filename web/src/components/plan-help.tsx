import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Problem } from '../../../contracts/common.ts';
import { ApiProblem } from '../lib/api.ts';
import { formatDate } from '../lib/format.ts';
import { useSession } from '../lib/use-session.ts';

/** Beside what the plan refused: when it begins anew, and the way to the plan. Nothing for any other refusal. */
export function PlanHelp({ error }: { error: unknown }) {
  const quota = error instanceof ApiProblem ? error.problem.quota : undefined;
  return quota ? <Help quota={quota} /> : null;
}

function Help({ quota: { resetsAt } }: { quota: NonNullable<Problem['quota']> }) {
  const { t, i18n } = useTranslation('app');
  const zone = useSession().data?.tenant.timeZone;
  return (
    <>
      {resetsAt && t('quota.resets', { at: formatDate(resetsAt, i18n.language, 'dateTime', zone) })}{' '}
      <PlanLink />
    </>
  );
}

export function PlanLink() {
  const { t } = useTranslation('app');
  return (
    <Link className="link" to="/settings/plan">
      {t('quota.plan')}
    </Link>
  );
}

import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Session } from '../../../contracts/session.ts';
import { daysUntil, formatNumber } from '../lib/format.ts';

interface PlanUseProps {
  tenant: Session['tenant'];
  onOpen?: () => void;
}

/** The plan and how much of today's tasks is used; leads to the plan's page. */
export function PlanUse({ tenant, onOpen }: PlanUseProps) {
  const { t, i18n } = useTranslation('app');
  const plan = t(`plan.${tenant.plan}`);
  const days = tenant.trialEndsAt ? daysUntil(tenant.trialEndsAt) : null;
  const used = formatNumber(tenant.tasksToday, i18n.language);
  return (
    <Link className="plan-link" to="/settings/plan" onClick={onOpen}>
      <div className="row between xs">
        <span className="m">{days === null ? plan : t('plan.trial', { plan })}</span>
        {days !== null && <span className="i3">{t('plan.daysLeft', { count: days })}</span>}
      </div>
      <div className="meter">
        {tenant.tasksPerDay !== null && (
          <i style={{ width: `${Math.min(100, (100 * tenant.tasksToday) / tenant.tasksPerDay)}%` }} />
        )}
      </div>
      <div className="row between xs i2">
        <span>{t('plan.tasks')}</span>
        <span className="num">
          {tenant.tasksPerDay === null
            ? used
            : t('plan.of', { used, limit: formatNumber(tenant.tasksPerDay, i18n.language) })}
        </span>
      </div>
    </Link>
  );
}

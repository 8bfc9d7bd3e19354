import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../../../../contracts/plan.ts';
import { GRACE_DAYS, TRIAL_DAYS, isLarger } from '../../../../domain/plans.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { showToast } from '../../components/toast.ts';
import { formatDate } from '../../lib/format.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useSession } from '../../lib/use-session.ts';
import { useChoosePlan, type PlanKey } from './queries.ts';
import { useSwitchedOff } from './switched-off.ts';

export interface Choice {
  plan: PlanKey;
  trial: boolean;
}

const DAY_MS = 86_400_000;

/** Says what a plan opens or closes and when, before it is chosen. */
export function Change({ plan, choice, onClose }: { plan: Plan; choice: Choice; onClose: () => void }) {
  const { t, i18n } = useTranslation(['plan', 'app']);
  const words = useServerWords();
  const zone = useSession().data?.tenant.timeZone;
  const choose = useChoosePlan();
  const [asked] = useState(() => Date.now());
  const off = useSwitchedOff(beyond(plan, choice.plan));
  const larger = isLarger(choice.plan, plan.plan);
  const act = choice.trial ? 'try' : larger ? 'upgrade' : 'downgrade';
  const days = choice.trial ? TRIAL_DAYS : GRACE_DAYS;
  const at = larger ? null : (plan.next?.at ?? null);
  const facts = {
    plan: t(`app:plan.${choice.plan}`),
    present: t(`app:plan.${plan.plan}`),
    at: formatDate(at ?? new Date(asked + days * DAY_MS).toISOString(), i18n.language, 'date', zone),
    count: days,
  };
  const why = act === 'downgrade' && plan.state === 'trial' ? 'downgradeTrial' : act;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`ask.${act}`, facts)}
      text={t(`askText.${why}`, facts)}
    >
      {!larger && <p className="sm i2 plan-off">{off}</p>}
      {choose.error && (
        <p className="note e" role="alert">
          {words.problem(choose.error)}
        </p>
      )}
      <div className="row g8 plan-foot">
        <Button onClick={onClose}>{t('app:cancel')}</Button>
        <Button
          variant="primary"
          busy={choose.isPending}
          onClick={() =>
            choose.mutate(choice, {
              onSuccess: () => {
                showToast(t(`done.${act}`, facts));
                onClose();
              },
            })
          }
        >
          {t(act, facts)}
        </Button>
      </div>
    </Dialog>
  );
}

/** What would be switched off if that plan began now. */
function beyond({ use, offers }: Plan, plan: PlanKey) {
  const offer = offers.find((one) => one.plan === plan);
  const over = (of: 'agents' | 'connectors') => {
    const limit = offer?.[of] ?? null;
    const used = use.find((one) => one.of === of)?.used ?? 0;
    return limit === null ? 0 : Math.max(0, used - limit);
  };
  return { agentsOff: over('agents'), connectionsPaused: over('connectors') };
}

import { Check, CircleAlert, UserCheck, UsersRound } from 'lucide-react';
import { clsx } from 'clsx';
import { useTranslation } from 'react-i18next';
import { LargeRaise } from '../../components/large-raise.tsx';
import { ChangePair, platformNames } from '../../components/figures.tsx';
import { amountDecimals } from '../../lib/amount.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { formatDate, formatMoney, formatPercent } from '../../lib/format.ts';
import { useSession } from '../../lib/use-session.ts';
import { effectOfBudget, quickSteps, stepBudget } from './budget-edit.ts';
import type { BudgetDraft, EditableCampaign } from './use-budget-draft.ts';

interface PartProps {
  campaign: EditableCampaign;
  draft: BudgetDraft;
}

/** Old → new, and steps that fill in the new one. */
export function BudgetSteps({ campaign, draft }: PartProps) {
  const { i18n } = useTranslation();
  const { micros, currency } = campaign.dailyBudget;
  const money = (value: string) =>
    formatMoney({ micros: value, currency }, i18n.language, { cents: 'always' });
  return (
    <div>
      <div className="edit-pair" aria-live="polite">
        <ChangePair from={money(micros)} to={draft.to === null ? '–' : money(draft.to)} />
      </div>
      <div className="row g6 steps">
        {quickSteps.map((step) => {
          const target = stepBudget(micros, step);
          const share = formatPercent(step, i18n.language);
          return (
            <button
              key={step}
              type="button"
              className={clsx('chip', draft.to === target && 'on')}
              aria-pressed={draft.to === target}
              onClick={() => draft.setTo(target)}
            >
              {step > 0 ? `+${share}` : share}
            </button>
          );
        })}
      </div>
    </div>
  );
}

/** What the change costs a day and a month, and what may still be spent today. */
export function BudgetEffect({ campaign, draft }: PartProps) {
  const { t, i18n } = useTranslation('campaigns');
  const { micros, currency } = campaign.dailyBudget;
  const effect = effectOfBudget(micros, draft.to ?? micros);
  const left = BigInt(draft.to ?? micros) - BigInt(campaign.spentTodayMicros);
  const money = (value: string | bigint, options: object) =>
    formatMoney({ micros: value, currency }, i18n.language, options);
  return (
    <dl className="kv">
      <dt>{t('edit.day')}</dt>
      <dd>{money(effect.day, { signed: true, cents: 'always' })}</dd>
      <dt>{t('edit.month')}</dt>
      <dd>{money(effect.month, { signed: true, cents: 'auto' })}</dd>
      <dt>{t('edit.left')}</dt>
      <dd>{money(left > 0n ? left : 0n, { cents: 'always' })}</dd>
    </dl>
  );
}

/** What was checked before saving, and what will be. */
export function BudgetChecks({ campaign, draft }: PartProps) {
  const { t, i18n } = useTranslation('campaigns');
  const { data: session } = useSession();
  const { micros, currency } = campaign.dailyBudget;
  const above = session?.tenant.twoPersonAboveMicros ?? null;
  const day = Number(effectOfBudget(micros, draft.to ?? micros).day);
  const second = above !== null && Math.abs(day) > Number(above);
  const platform = platformNames[campaign.platform];
  const time = formatDate(campaign.syncedAt, i18n.language, 'time', session?.tenant.timeZone);
  return (
    <ul className="xs i2 col g4 checks">
      {campaign.platform === 'meta' && (
        <li className="row g6">
          <Check size={13} className="pos" aria-hidden />
          {t('edit.review')}
        </li>
      )}
      <li className="row g6">
        <Check size={13} className="pos" aria-hidden />
        {t('edit.fresh', { platform, time })}
      </li>
      <li className="row g6">
        {second ? (
          <UsersRound size={13} className="warn" aria-hidden />
        ) : (
          <UserCheck size={13} className="i3" aria-hidden />
        )}
        {second
          ? t('edit.twoPeople', { money: formatMoney({ micros: above, currency }, i18n.language) })
          : t('edit.onePerson')}
      </li>
    </ul>
  );
}

/** The question before a large raise. */
export function BudgetDoubt({ campaign, draft }: PartProps) {
  const { micros, currency } = campaign.dailyBudget;
  if (!draft.sure || draft.to === null) return null;
  return <LargeRaise from={micros} to={draft.to} currency={currency} busy={draft.busy} onSure={draft.sure} />;
}

/** Why nothing was saved; takes no room until then. */
export function BudgetTrouble({ id, draft }: { id: string; draft: BudgetDraft }) {
  const { t } = useTranslation(['campaigns', 'app']);
  const words = useServerWords();
  const text = draft.wrong
    ? t(draft.wrong === 'same' ? 'edit.same' : `app:amount.decimals${amountDecimals(draft.currency)}`)
    : draft.problem && words.problem(draft.problem, 'campaigns');
  return (
    <div id={id} role="alert" className="trouble">
      {text && (
        <span className="hint e">
          <CircleAlert size={13} aria-hidden />
          {text}
        </span>
      )}
    </div>
  );
}

import { Stamp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Campaign } from '../../../../contracts/campaigns.ts';
import type { MoneyJson } from '../../../../contracts/common.ts';
import { moneySchema } from '../../../../contracts/common.ts';
import { formatMoney } from '../../lib/format.ts';
import { isUnderWay, isWaiting } from './status.tsx';
import { isProposed } from './view.ts';

/** The daily budget that a person has asked for and the platform has not confirmed. */
export function newBudget(campaign: Campaign): MoneyJson | null {
  if (!isUnderWay(campaign) && !isWaiting(campaign)) return null;
  const asked = moneySchema.safeParse(campaign.pending?.to.dailyBudget);
  return asked.success ? asked.data : null;
}

/** Whether the budget can be edited here: one change at a time, and only of what the platform still has. */
export const isEditable = (campaign: Campaign): campaign is Campaign & { dailyBudget: MoneyJson } =>
  campaign.dailyBudget !== null &&
  (campaign.status === 'active' || campaign.status === 'paused') &&
  !isUnderWay(campaign) &&
  !isWaiting(campaign);

interface BudgetFigureProps {
  campaign: Campaign;
  /** null: may not be edited. */
  onEdit: (() => void) | null;
  /** Words after the figure, as on a card. */
  unit?: string;
}

/** The budget as a button that unfolds its edit; old struck and new while a change is on its way. */
export function BudgetFigure({ campaign, onEdit, unit }: BudgetFigureProps) {
  const { t, i18n } = useTranslation('campaigns');
  const money = (amount: MoneyJson) => formatMoney(amount, i18n.language);
  const { dailyBudget, lifetimeBudget, name } = campaign;
  const next = newBudget(campaign);
  const figure = dailyBudget ? money(dailyBudget) : '';
  const after = unit && <span className="i3 xs"> {unit}</span>;
  if (!dailyBudget)
    return lifetimeBudget && <span className="i2 xs">{t('inAll', { money: money(lifetimeBudget) })}</span>;
  return (
    <span className="row g4 budget">
      {isProposed(campaign) && (
        <Link
          className="stamp acc"
          to={`/approvals/${campaign.pending!.proposalId}`}
          aria-label={t('proposal', { name })}
          title={t('openProposal')}
        >
          <Stamp size={14} aria-hidden />
        </Link>
      )}
      {onEdit && isEditable(campaign) ? (
        <button
          type="button"
          className="cell-edit num"
          aria-label={t('change', { name, money: figure })}
          onClick={onEdit}
        >
          {figure}
          {after}
        </button>
      ) : (
        <span className="cell-edit still num">
          {next && <s className="i3">{figure}</s>}
          {next ? money(next) : figure}
          {after}
        </span>
      )}
    </span>
  );
}

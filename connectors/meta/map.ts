import { budgetStep, microsFromDecimal } from '../../domain/money.ts';
import type { AdAccount, Campaign, CampaignChange, CampaignStatus, DailyInsight } from '../types.ts';
import { metaError } from './errors.ts';
import type { MetaAccount, MetaCampaign, MetaInsight } from './schema.ts';

/** Active, in its days of grace, and active in some other respect; all others serve nothing. */
const ACTIVE_ACCOUNTS = [1, 9, 201];

const statuses: Record<string, CampaignStatus> = {
  ACTIVE: 'active',
  PAUSED: 'paused',
  ARCHIVED: 'archived',
  DELETED: 'deleted',
};

export function toAccount(row: MetaAccount): AdAccount {
  return {
    id: row.account_id,
    name: row.name,
    currency: row.currency,
    timeZone: row.timezone_name,
    status: ACTIVE_ACCOUNTS.includes(row.account_status) ? 'active' : 'disabled',
  };
}

export function toCampaign(row: MetaCampaign, account: AdAccount): Campaign {
  return {
    id: row.id,
    accountId: account.id,
    name: row.name,
    objective: row.objective ?? '',
    status: statuses[row.status] ?? 'unknown',
    effectiveStatus: row.effective_status,
    dailyBudgetMicros: toBudget(row.daily_budget, account.currency),
    lifetimeBudgetMicros: toBudget(row.lifetime_budget, account.currency),
    startsAt: toInstant(row.start_time),
    stopsAt: toInstant(row.stop_time),
    updatedAt: toInstant(row.updated_time),
  };
}

export function toInsight(row: MetaInsight): DailyInsight {
  return {
    campaignId: row.campaign_id,
    campaignName: row.campaign_name,
    day: row.date_start,
    attribution: row.attribution_setting ?? 'account-default',
    currency: row.account_currency,
    impressions: BigInt(row.impressions ?? 0),
    clicks: BigInt(row.clicks ?? 0),
    reach: BigInt(row.reach ?? 0),
    spendMicros: toMicros(row.spend ?? '0'),
    conversionsMicros: purchases(row.actions),
    conversionValueMicros: purchases(row.action_values),
  };
}

/** The form that carries out a change. Throws `rejected-request` for an amount finer than Meta's budgets. */
export function toForm(change: CampaignChange, currency: string): Record<string, string> {
  if (change.action === 'campaign.pause') return { status: 'PAUSED' };
  if (change.action === 'campaign.resume') return { status: 'ACTIVE' };
  const step = budgetStep(currency);
  if (change.dailyBudgetMicros % step !== 0n) throw metaError('rejected-request');
  return { daily_budget: String(change.dailyBudgetMicros / step) };
}

/** Only omni_purchase: Meta lists the same purchases again under other names. */
function purchases(list: MetaInsight['actions']): bigint | null {
  const found = list?.find((action) => action.action_type === 'omni_purchase');
  return found ? toMicros(found.value) : null;
}

function toBudget(minor: string | undefined, currency: string): bigint | null {
  return minor === undefined || /^0+$/.test(minor) ? null : BigInt(minor) * budgetStep(currency);
}

function toMicros(text: string): bigint {
  try {
    return microsFromDecimal(text);
  } catch {
    throw metaError('invalid-response');
  }
}

/** Reads "2026-05-06T15:32:58+0200". */
function toInstant(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const instant = new Date(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(instant.getTime())) throw metaError('invalid-response');
  return instant;
}

import { addDays, daysBetween } from '../../domain/calendar.ts';
import { ConnectorError } from '../errors.ts';
import { uniqueBy } from '../http.ts';
import type { AdAccount, AdConnector, Call, DailyInsight } from '../types.ts';
import { read, readAll, write } from './api.ts';
import { metaError } from './errors.ts';
import { toAccount, toCampaign, toForm, toInsight } from './map.ts';
import { authorizeUrl, exchangeCode, renew, scopes } from './oauth.ts';
import { accountSchema, campaignSchema, insightSchema, successSchema } from './schema.ts';

const DAY_MS = 86_400_000;

const CAMPAIGN_FIELDS =
  'id,name,objective,status,effective_status,daily_budget,lifetime_budget,start_time,stop_time,updated_time';
const INSIGHT_FIELDS =
  'campaign_id,campaign_name,account_currency,attribution_setting,impressions,clicks,reach,spend,actions,action_values';
/** Archived and deleted campaigns are left out of the list unless they are asked for. */
const STATUSES = ['ACTIVE', 'PAUSED', 'DELETED', 'ARCHIVED', 'IN_PROCESS', 'WITH_ISSUES'];
/** Too many rows, or too long to compute: Meta wants a smaller question. */
const TOO_MUCH = ['100/1487534', '100/1504018'];

/** Meta Ads: Graph and Marketing API. */
export const meta: AdConnector = {
  platform: 'meta',
  scopes,
  trailingDays: 28,
  renewBeforeMs: 20 * DAY_MS,
  authorizeUrl,
  exchangeCode,
  renew,

  async listAccounts(call) {
    const fields = 'account_id,name,currency,timezone_name,account_status';
    const rows = await readAll(call, '/me/adaccounts', { fields, limit: '100' }, accountSchema);
    return uniqueBy(rows, (row) => row.account_id).map(toAccount);
  },

  async listCampaigns(call, account) {
    const params = { fields: CAMPAIGN_FIELDS, effective_status: JSON.stringify(STATUSES), limit: '200' };
    const rows = await readAll(call, `/act_${account.id}/campaigns`, params, campaignSchema);
    return uniqueBy(rows, (row) => row.id).map((row) => toCampaign(row, account));
  },

  dailyInsights: (call, account, { since, until }) => insights(call, account, since, until),

  async readCampaign(call, account, campaignId) {
    const params = { fields: CAMPAIGN_FIELDS };
    return toCampaign(await read(call, `/${asId(campaignId)}`, params, campaignSchema), account);
  },

  async changeCampaign(call, account, campaignId, change) {
    await write(call, `/${asId(campaignId)}`, toForm(change, account.currency), successSchema);
  },
};

/** Daily rows of every campaign; asks for half the days where Meta finds the question too large. */
async function insights(
  call: Call,
  account: AdAccount,
  since: string,
  until: string,
): Promise<DailyInsight[]> {
  const params = {
    level: 'campaign',
    time_increment: '1',
    time_range: JSON.stringify({ since, until }),
    fields: INSIGHT_FIELDS,
    use_unified_attribution_setting: 'true',
    limit: '500',
  };
  try {
    const rows = await readAll(call, `/act_${account.id}/insights`, params, insightSchema);
    return uniqueBy(rows.map(toInsight), (row) => `${row.campaignId} ${row.day} ${row.attribution}`);
  } catch (error) {
    const days = daysBetween(since, until);
    if (!(error instanceof ConnectorError) || !TOO_MUCH.includes(error.facts.providerCode ?? '')) throw error;
    if (days === 0) throw error;
    const middle = addDays(since, Math.floor((days - 1) / 2));
    return [
      ...(await insights(call, account, since, middle)),
      ...(await insights(call, account, addDays(middle, 1), until)),
    ];
  }
}

function asId(campaignId: string): string {
  if (!/^\d+$/.test(campaignId)) throw metaError('rejected-request');
  return campaignId;
}

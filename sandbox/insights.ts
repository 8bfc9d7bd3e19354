import { decimalFromMicros, unitsFromMicros } from '../domain/money.ts';
import { findAccount } from './accounts.ts';
import { findCampaign, readFilterList } from './campaigns.ts';
import { splitByCountry } from './countries.ts';
import { dayText, localTime } from './days.ts';
import { invalidParameter } from './errors.ts';
import { fieldNames } from './fields.ts';
import type { GraphCall } from './request.ts';
import { buckets, readRange, type Range } from './insights-range.ts';
import { page } from './paging.ts';
import { reportDay, valueMicros, type AsOf, type Planner, type Report } from './report.ts';
import type { ScenarioAccount } from './scenario.ts';
import type { WorldCampaign } from './world.ts';

interface Row {
  account: ScenarioAccount;
  /** null at level=account. */
  campaign: WorldCampaign | null;
  range: Range;
  country: string | null;
  impressions: number;
  clicks: number;
  reach: number;
  spendMicros: bigint;
  orders: number;
  valueMicros: bigint;
}

/** GET /act_{id}/insights, the synchronous form. Archived and deleted campaigns are in it, as at Meta. */
export function accountInsights(call: GraphCall, node: string): object {
  const account = findAccount(call, node);
  const campaigns = [...call.sandbox.world().campaigns.values()].filter((c) => c.account.id === account.id);
  return insights(call, account, campaigns, call.params.level ?? 'account');
}

/** GET /{campaign_id}/insights */
export function campaignInsights(call: GraphCall, id: string): object {
  const campaign = findCampaign(call, id);
  return insights(call, campaign.account, [campaign], call.params.level ?? 'campaign');
}

function insights(call: GraphCall, account: ScenarioAccount, all: WorldCampaign[], level: string): object {
  const { params, sandbox } = call;
  if (level !== 'campaign' && level !== 'account') {
    throw invalidParameter('(#100) Param level must be one of {account, campaign} in the sandbox');
  }
  const names = readFields(params.fields);
  const byCountry = readBreakdowns(params.breakdowns);
  const campaigns = filtered(all, params.filtering);
  const asOf = localTime(sandbox.clock.now(), account.timeZone);
  const stretches = buckets(readRange(params, asOf.day), params.time_increment);
  const most =
    stretches.length *
    (level === 'campaign' ? campaigns.length : 1) *
    (byCountry ? account.countries.length : 1);
  if (most > sandbox.world().scenario.limits.maxRows) {
    throw invalidParameter("Please reduce the amount of data you're asking for, then retry your request", {
      subcode: 1487534,
    });
  }

  const groups = level === 'campaign' ? campaigns.map((c) => [c]) : [campaigns];
  const rows = groups.flatMap((group) =>
    stretches.flatMap((range) =>
      collect(sandbox.world().planner, group, range, asOf, byCountry ? account.countries : null).map(
        ([country, reports]) => ({
          account,
          campaign: level === 'campaign' ? group[0]! : null,
          range,
          country,
          ...total(reports, range[1] - range[0] + 1),
        }),
      ),
    ),
  );
  return page(call, rows, (row) => show(row, names));
}

/** The reports of a group of campaigns over a range, by country; all under null without a breakdown. */
function collect(
  planner: Planner,
  group: WorldCampaign[],
  [since, until]: Range,
  asOf: AsOf,
  countries: ScenarioAccount['countries'] | null,
): [string | null, Report[]][] {
  const byCountry = new Map<string | null, Report[]>();
  const add = (country: string | null, report: Report) => {
    const list = byCountry.get(country);
    if (list) list.push(report);
    else byCountry.set(country, [report]);
  };
  for (const { market } of group) {
    for (let day = since; day <= Math.min(until, asOf.day); day++) {
      const report = reportDay(planner, market, day, asOf);
      if (!report) continue;
      if (countries === null) add(null, report);
      else
        for (const part of splitByCountry(report, countries, `${market.key}/${day}`)) add(part.country, part);
    }
  }
  return [...byCountry];
}

/** Sums. Reach is not additive: the same people are reached again on other days. */
function total(reports: Report[], days: number): Omit<Row, 'account' | 'campaign' | 'range' | 'country'> {
  const sum = (of: (report: Report) => number) => reports.reduce((s, r) => s + of(r), 0);
  const reach = sum((r) => r.reach);
  const largest = reports.reduce((most, r) => Math.max(most, r.reach), 0);
  return {
    impressions: sum((r) => r.impressions),
    clicks: sum((r) => r.clicks),
    reach: days === 1 ? reach : Math.max(largest, Math.round(reach * days ** -0.35)),
    spendMicros: reports.reduce((s, r) => s + r.spendMicros, 0n),
    orders: sum((r) => r.orders.length),
    valueMicros: reports.reduce((s, r) => s + valueMicros(r), 0n),
  };
}

function show(row: Row, names: string[]): object {
  const shown: Record<string, unknown> = {};
  for (const name of names) {
    const value = readers[name]!(row);
    if (value !== undefined) shown[name] = value;
  }
  shown.date_start = dayText(row.range[0]);
  shown.date_stop = dayText(row.range[1]);
  if (row.country !== null) shown.country = row.country;
  return shown;
}

/** Every metric is a text; one without data is left out, which is not the same as zero. */
const readers: Record<string, (row: Row) => unknown> = {
  account_id: (r) => r.account.id,
  account_name: (r) => r.account.name,
  account_currency: (r) => r.account.currency,
  campaign_id: (r) => r.campaign?.id,
  campaign_name: (r) => r.campaign?.name,
  objective: (r) => r.campaign?.objective,
  date_start: (r) => dayText(r.range[0]),
  date_stop: (r) => dayText(r.range[1]),
  attribution_setting: () => '7d_click_1d_view',
  impressions: (r) => String(r.impressions),
  clicks: (r) => (r.clicks > 0 ? String(r.clicks) : undefined),
  inline_link_clicks: (r) => (linkClicks(r) > 0 ? String(linkClicks(r)) : undefined),
  reach: (r) => String(r.reach),
  frequency: (r) => decimal(r.impressions / r.reach),
  spend: (r) => decimalFromMicros(r.spendMicros),
  cpm: (r) => decimal((unitsFromMicros(r.spendMicros) / r.impressions) * 1000),
  cpc: (r) => (r.clicks > 0 ? decimal(unitsFromMicros(r.spendMicros) / r.clicks) : undefined),
  ctr: (r) => (r.clicks > 0 ? decimal((r.clicks / r.impressions) * 100) : undefined),
  actions: (r) => {
    const links = linkClicks(r) > 0 ? [{ action_type: 'link_click', value: String(linkClicks(r)) }] : [];
    const actions = [...links, ...purchases(r, String(r.orders))];
    return actions.length > 0 ? actions : undefined;
  },
  action_values: (r) => (r.orders > 0 ? purchases(r, decimalFromMicros(r.valueMicros)) : undefined),
  purchase_roas: (r) =>
    r.orders > 0 && r.spendMicros > 0n
      ? [
          {
            action_type: 'omni_purchase',
            value: decimal(unitsFromMicros(r.valueMicros) / unitsFromMicros(r.spendMicros)),
          },
        ]
      : undefined,
};

/** The same purchases stand under three names, as at Meta: adding them up counts each three times. */
function purchases(row: Row, value: string): { action_type: string; value: string }[] {
  if (row.orders === 0) return [];
  return ['purchase', 'omni_purchase', 'offsite_conversion.fb_pixel_purchase'].map((action_type) => ({
    action_type,
    value,
  }));
}

function linkClicks(row: Row): number {
  return Math.round(row.clicks * 0.82);
}

/** At most six decimals, without zeros at the end. */
function decimal(x: number): string {
  return x.toFixed(6).replace(/\.?0+$/, '');
}

function readFields(text: string | undefined): string[] {
  const names = fieldNames(text, ['impressions', 'spend']);
  const unknown = names.find((name) => !Object.hasOwn(readers, name));
  if (unknown !== undefined) {
    throw invalidParameter(
      `(#100) ${unknown} is not valid for fields param. please check https://developers.facebook.com/docs/marketing-api/reference/ads-insights/ for all valid values`,
    );
  }
  return names;
}

function readBreakdowns(text: string | undefined): boolean {
  if (text === undefined || text === '' || text === '[]') return false;
  if (text.replace(/[[\]"\s]/g, '') === 'country') return true;
  throw invalidParameter('(#100) Param breakdowns must be one of {country} in the sandbox');
}

function filtered(campaigns: WorldCampaign[], text: string | undefined): WorldCampaign[] {
  let kept = campaigns;
  for (const { field, value } of readFilterList(text)) {
    if (field === 'campaign.id') kept = kept.filter((c) => value.includes(c.id));
    else if (field === 'campaign.effective_status') kept = kept.filter((c) => value.includes(c.status));
    else throw invalidParameter(`(#100) Filtering field '${field}' with operation 'in' is not supported`);
  }
  return kept;
}

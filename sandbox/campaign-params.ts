import { invalidParameter } from './errors.ts';
import { readList } from './fields.ts';
import type { CampaignChange } from './ledger.ts';

const OBJECTIVES = [
  'OUTCOME_SALES',
  'OUTCOME_TRAFFIC',
  'OUTCOME_LEADS',
  'OUTCOME_AWARENESS',
  'OUTCOME_ENGAGEMENT',
  'OUTCOME_APP_PROMOTION',
];
const STATUSES = ['ACTIVE', 'PAUSED', 'ARCHIVED', 'DELETED'] as const;

/** Minor units a currency unit has in Meta's API; every other currency has 100. */
const WHOLE = ['CLP', 'COP', 'CRC', 'HUF', 'IDR', 'ISK', 'JPY', 'KRW', 'PYG', 'TWD', 'VND'];
const minorUnit = (currency: string) => (WHOLE.includes(currency) ? 1_000_000n : 10_000n);

export function minorFromMicros(micros: bigint, currency: string): string {
  return String(micros / minorUnit(currency));
}

/** Understands the form of a campaign create or update. Throws (#100) as Meta does. */
export function readChange(
  params: Record<string, string>,
  currency: string,
  mode: 'create' | 'update',
): CampaignChange {
  const change: CampaignChange = {};
  if (mode === 'create') {
    for (const name of ['name', 'objective', 'status', 'special_ad_categories']) {
      if (params[name] === undefined) throw invalidParameter(`(#100) The parameter ${name} is required`);
    }
    readList('special_ad_categories', params.special_ad_categories!);
    if (params.daily_budget === undefined && params.lifetime_budget === undefined) {
      throw refused(1885028, 'No budget', 'Give a daily or a lifetime budget.');
    }
  }
  if (params.name !== undefined) change.name = readName(params.name);
  if (params.objective !== undefined && mode === 'create')
    change.objective = oneOf('objective', params.objective, OBJECTIVES);
  if (params.status !== undefined) change.status = oneOf('status', params.status, STATUSES);
  if (params.daily_budget !== undefined)
    change.dailyBudgetMicros = readBudget('daily_budget', params.daily_budget, currency);
  if (params.lifetime_budget !== undefined)
    change.lifetimeBudgetMicros = readBudget('lifetime_budget', params.lifetime_budget, currency);
  if (params.start_time !== undefined && mode === 'create')
    change.startsAt = readTime('start_time', params.start_time);
  if (params.stop_time !== undefined) change.stopsAt = readTime('stop_time', params.stop_time);
  if (change.dailyBudgetMicros !== undefined && change.lifetimeBudgetMicros !== undefined) {
    throw refused(1885621, 'Only one budget', 'A campaign has a daily or a lifetime budget, not both.');
  }
  if (mode === 'create' && change.lifetimeBudgetMicros !== undefined && change.stopsAt === undefined) {
    throw refused(1885029, 'No end', 'A lifetime budget needs a stop_time.');
  }
  if (mode === 'create' && (change.status === 'ARCHIVED' || change.status === 'DELETED')) {
    throw invalidParameter('(#100) Param status must be one of {ACTIVE, PAUSED} when a campaign is created');
  }
  return change;
}

function refused(subcode: number, userTitle: string, userMessage: string) {
  return invalidParameter('Invalid parameter', { subcode, userTitle, userMessage });
}

function oneOf<T extends string>(name: string, value: string, values: readonly T[]): T {
  const found = values.find((v) => v === value);
  if (found === undefined)
    throw invalidParameter(`(#100) Param ${name} must be one of {${values.join(', ')}}`);
  return found;
}

function readName(text: string): string {
  if (text.trim() === '' || text.length > 400)
    throw invalidParameter('(#100) Param name must be 1 to 400 characters');
  return text;
}

/** Whole minor units; at least one unit of the currency a day. */
function readBudget(name: string, text: string, currency: string): string {
  if (!/^\d{1,12}$/.test(text)) throw invalidParameter(`(#100) Param ${name} must be an integer`);
  const micros = BigInt(text) * minorUnit(currency);
  if (micros < 1_000_000n)
    throw refused(1885272, 'Budget too low', `The least budget is 1.00 ${currency} a day.`);
  return String(micros);
}

function readTime(name: string, text: string): number {
  const at = /^\d{9,11}$/.test(text)
    ? Number(text) * 1000
    : Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(at)) throw invalidParameter(`(#100) Param ${name} must be a time`);
  return at;
}

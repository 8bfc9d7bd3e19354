import { hashOf } from './grants.ts';
import { localStamp } from './days.ts';
import { invalidParameter, unsupported, type GraphError } from './errors.ts';
import { fieldNames, readJson, readList, select, type Readers } from './fields.ts';
import { withoutSecrets, type GraphCall } from './request.ts';
import { findAccount } from './accounts.ts';
import type { CampaignChange, Happening } from './ledger.ts';
import type { Sandbox } from './sandbox.ts';
import { minorFromMicros, readChange } from './campaign-params.ts';
import { page } from './paging.ts';
import { budgetRemaining } from './truth.ts';
import { shownBudget, type WorldCampaign } from './world.ts';

const STATUSES = ['ACTIVE', 'PAUSED', 'DELETED', 'PENDING_REVIEW', 'ARCHIVED', 'IN_PROCESS', 'WITH_ISSUES'];

/** GET /act_{id}/campaigns. Archived and deleted campaigns are left out unless effective_status or filtering asks for them. */
export function listCampaigns(call: GraphCall, node: string): object {
  const account = findAccount(call, node);
  const names = fieldNames(call.params.fields, []);
  const { statuses, ids } = readFilters(call);
  const campaigns = [...call.sandbox.world().campaigns.values()].filter((c) => c.account.id === account.id);
  const wanted = ids === null ? campaigns : campaigns.filter((c) => ids.includes(c.id));
  return page(
    call,
    wanted,
    (campaign) => select(campaign, 'Campaign', readers(call), names),
    (campaign) => statuses.includes(campaign.status),
  );
}

/** GET /{campaign_id}: also archived and deleted ones. */
export function readCampaign(call: GraphCall, id: string): object {
  return select(findCampaign(call, id), 'Campaign', readers(call), fieldNames(call.params.fields, []));
}

/** POST /act_{id}/campaigns → {"id"}. No idempotency: the same request twice makes two campaigns. */
export function createCampaign(call: GraphCall, node: string): object {
  const account = findAccount(call, node);
  const change = readChange(call.params, account.currency, 'create');
  const campaignId = newId(call.sandbox.ledger.entries().length);
  write(call, { operation: 'campaign.create', accountId: account.id, campaignId, change });
  return { id: campaignId };
}

/** POST /{campaign_id} → {"success":true}. A budget is shown at once and delivers from tomorrow; a status acts at once. */
export function updateCampaign(call: GraphCall, id: string): object {
  const campaign = findCampaign(call, id);
  const change = readChange(call.params, campaign.account.currency, 'update');
  refuseUneditable(campaign, change);
  const before = stateOf(campaign, call.sandbox.clock.now());
  write(call, {
    operation: 'campaign.update',
    accountId: campaign.account.id,
    campaignId: id,
    change,
    before,
  });
  return { success: true };
}

/** DELETE /{campaign_id} → {"success":true} */
export function deleteCampaign(call: GraphCall, id: string): object {
  const campaign = findCampaign(call, id);
  const before = stateOf(campaign, call.sandbox.clock.now());
  const change: CampaignChange = { status: 'DELETED' };
  write(call, {
    operation: 'campaign.delete',
    accountId: campaign.account.id,
    campaignId: id,
    change,
    before,
  });
  return { success: true };
}

function refuseUneditable(campaign: WorldCampaign, change: CampaignChange): void {
  const closed = campaign.status === 'DELETED' || campaign.status === 'ARCHIVED';
  const allowed =
    campaign.status === 'ARCHIVED' && (change.status === 'DELETED' || change.name !== undefined);
  if (closed && !allowed) {
    throw invalidParameter('Invalid parameter', {
      subcode: 1487566,
      userTitle: 'Campaign cannot be edited',
      userMessage: 'Deleted campaigns cannot be edited; archived ones can only be renamed or deleted.',
    });
  }
  if (change.dailyBudgetMicros !== undefined && campaign.lifetimeBudgetMicros !== null) {
    throw invalidParameter('Invalid parameter', {
      subcode: 1885621,
      userTitle: 'Only one budget',
      userMessage: 'The campaign has a lifetime budget.',
    });
  }
}

/** 18 digits, beyond 2^53; the same ledger gives the same ids. */
function newId(seq: number): string {
  return `12025${BigInt(`0x${hashOf(String(seq)).slice(0, 14)}`)
    .toString()
    .padStart(13, '0')
    .slice(-13)}`;
}

export function findCampaign(call: GraphCall, id: string): WorldCampaign {
  const campaign = call.sandbox.world().campaigns.get(id);
  if (!campaign) throw unsupported(call.method.toLowerCase(), id);
  return campaign;
}

type Write = Omit<Happening & { kind: 'write' }, 'kind' | 'params' | 'outcome'>;

/** Carries out a write by writing it into the ledger. */
function write(call: GraphCall, facts: Write): void {
  call.sandbox.record({ kind: 'write', ...facts, params: withoutSecrets(call.params), outcome: 'applied' });
}

/** What the ledger calls a request, or null when it is no write to a campaign. */
export function writeTarget(
  sandbox: Sandbox,
  method: string,
  path: string,
): Pick<Write, 'operation' | 'accountId' | 'campaignId'> | null {
  const [node = '', edge] = path.split('/').slice(1);
  if (method === 'POST' && node.startsWith('act_') && edge === 'campaigns') {
    return { operation: 'campaign.create', accountId: node.slice(4), campaignId: null };
  }
  if (edge !== undefined || !/^\d+$/.test(node) || (method !== 'POST' && method !== 'DELETE')) return null;
  const accountId = sandbox.world().campaigns.get(node)?.account.id ?? null;
  return {
    operation: method === 'POST' ? 'campaign.update' : 'campaign.delete',
    accountId,
    campaignId: node,
  };
}

/** Notes a write that was received and refused. */
export function recordRefusal(
  sandbox: Sandbox,
  method: string,
  path: string,
  params: Record<string, string>,
  error: GraphError,
): void {
  const target = writeTarget(sandbox, method, path);
  if (!target) return;
  const why = { code: error.code, subcode: error.facts.subcode };
  sandbox.record({
    kind: 'write',
    ...target,
    params: withoutSecrets(params),
    outcome: 'refused',
    error: why,
  });
}

function stateOf(campaign: WorldCampaign, now: number): CampaignChange {
  return {
    name: campaign.name,
    status: campaign.status,
    dailyBudgetMicros: String(shownBudget(campaign, now)),
  };
}

function readFilters({ params }: GraphCall): { statuses: string[]; ids: string[] | null } {
  let statuses =
    params.effective_status === undefined ? null : readList('effective_status', params.effective_status);
  let ids: string[] | null = null;
  for (const filter of readFilterList(params.filtering)) {
    if (filter.field === 'effective_status' || filter.field === 'campaign.effective_status')
      statuses = filter.value;
    else if (filter.field === 'id' || filter.field === 'campaign.id') ids = filter.value;
    else
      throw invalidParameter(`(#100) Filtering field '${filter.field}' with operation 'in' is not supported`);
  }
  const unknown = statuses?.find((s) => !STATUSES.includes(s));
  if (unknown !== undefined)
    throw invalidParameter(`(#100) Param effective_status[0] must be one of {${STATUSES.join(', ')}}`);
  return { statuses: statuses ?? STATUSES.filter((s) => s !== 'ARCHIVED' && s !== 'DELETED'), ids };
}

/** filtering=[{"field","operator":"IN"|"EQUAL","value"}] */
export function readFilterList(text: string | undefined): { field: string; value: string[] }[] {
  if (text === undefined) return [];
  const filters = readJson('filtering', text);
  if (!Array.isArray(filters)) throw invalidParameter('(#100) Param filtering must be an array');
  return (filters as Record<string, unknown>[]).map(({ field, operator, value }) => {
    const values = Array.isArray(value) ? value.map(String) : [String(value)];
    if (typeof field !== 'string' || (operator !== 'IN' && operator !== 'EQUAL')) {
      throw invalidParameter(
        '(#100) Param filtering must hold objects with field, operator IN or EQUAL, and value',
      );
    }
    return { field, value: values };
  });
}

function readers({ sandbox }: GraphCall): Readers<WorldCampaign> {
  const now = sandbox.clock.now();
  const stamp = (c: WorldCampaign, at: number | null) =>
    at === null ? undefined : localStamp(at, c.account.timeZone);
  const daily = (c: WorldCampaign) => (c.lifetimeBudgetMicros === null ? shownBudget(c, now) : null);
  const minor = (c: WorldCampaign, micros: bigint | null) =>
    micros === null ? undefined : minorFromMicros(micros, c.account.currency);
  return {
    id: (c) => c.id,
    account_id: (c) => c.account.id,
    name: (c) => c.name,
    objective: (c) => c.objective,
    buying_type: () => 'AUCTION',
    bid_strategy: () => 'LOWEST_COST_WITHOUT_CAP',
    status: (c) => c.status,
    configured_status: (c) => c.status,
    effective_status: (c) => c.status,
    daily_budget: (c) => minor(c, daily(c)),
    lifetime_budget: (c) => minor(c, c.lifetimeBudgetMicros),
    budget_remaining: (c) => minor(c, budgetRemaining(sandbox.world().planner, c, now)),
    spend_cap: () => undefined,
    special_ad_categories: () => [],
    created_time: (c) => stamp(c, c.createdAt),
    updated_time: (c) => stamp(c, c.updatedAt),
    start_time: (c) => stamp(c, c.startsAt),
    stop_time: (c) => stamp(c, c.stopsAt),
  };
}

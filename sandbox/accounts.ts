import { zoneOffset } from './days.ts';
import { unsupported } from './errors.ts';
import { fieldNames, select, type Readers } from './fields.ts';
import type { GraphCall } from './request.ts';
import { page } from './paging.ts';
import type { ScenarioAccount } from './scenario.ts';

/** GET /me/adaccounts */
export function listAccounts(call: GraphCall): object {
  const names = fieldNames(call.params.fields, ['account_id']);
  return page(call, [...call.sandbox.world().accounts.values()], (account) =>
    select(account, 'AdAccount', readers(call), names),
  );
}

/** GET /act_{id} */
export function readAccount(call: GraphCall, node: string): object {
  return select(
    findAccount(call, node),
    'AdAccount',
    readers(call),
    fieldNames(call.params.fields, ['account_id']),
  );
}

/** The account of a node such as "act_123". Throws 100/33 when it is not there. */
export function findAccount(call: GraphCall, node: string): ScenarioAccount {
  const account = call.sandbox.world().accounts.get(node.slice('act_'.length));
  if (!account) throw unsupported(call.method.toLowerCase(), node);
  return account;
}

function readers(call: GraphCall): Readers<ScenarioAccount> {
  return {
    id: (a) => `act_${a.id}`,
    account_id: (a) => a.id,
    name: (a) => a.name,
    currency: (a) => a.currency,
    timezone_name: (a) => a.timeZone,
    timezone_offset_hours_utc: (a) => zoneOffset(call.sandbox.clock.now(), a.timeZone) / 3_600_000,
    account_status: (a) => (a.status === 'active' ? 1 : 2),
  };
}

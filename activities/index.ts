import { ConnectorError } from '../connectors/errors.ts';
import { connectorOf } from '../connectors/registry.ts';
import type { AdAccount, AdConnector, Call } from '../connectors/types.ts';
import { withTenant } from '../db/tenant.ts';
import { createAgentRunActivities, type AgentRunDeps } from './agent-run.ts';
import { caller } from './caller.ts';
import { createChangeActivities, type ChangeDeps } from './change.ts';
import { createCareActivities } from './credential-care.ts';
import { withCredential, type CredentialDeps } from './credentials.ts';
import { createSyncActivities } from './platform-sync.ts';
import { createRotationActivities, type RotationDeps } from './rotation.ts';
import { createPurgeActivities } from './purge.ts';
import type { CampaignPort, CampaignTarget } from './write-change.ts';

export type ActivityDeps = CredentialDeps & AgentRunDeps & RotationDeps & Omit<ChangeDeps, 'campaigns'>;

/** All activities of all workflows. */
export function createActivities(deps: ActivityDeps) {
  return {
    ...createAgentRunActivities(deps),
    ...createChangeActivities({ ...deps, campaigns: campaignPort(deps) }),
    ...createSyncActivities(deps),
    ...createRotationActivities(deps),
    ...createCareActivities(deps),
    ...createPurgeActivities(deps),
  };
}

function campaignPort(deps: CredentialDeps): CampaignPort {
  const at = async <T>(
    target: CampaignTarget,
    work: (connector: AdConnector, call: Call, account: AdAccount) => Promise<T>,
  ): Promise<T> => {
    const connector = connectorOf(target.platform);
    const account = await accountOf(deps, target);
    if (!connector || !account)
      throw new ConnectorError('rejected-request', 'This account is no longer connected.');
    const { tenantId, connectionId } = target;
    const use = { tenantId, connectionId, actor: 'system:change', ...caller() };
    return withCredential(deps, use, (call) => work(connector, call, account));
  };
  return {
    read: (target) =>
      at(target, (connector, call, account) => connector.readCampaign(call, account, target.campaignId)),
    change: (target, change) =>
      at(target, (connector, call, account) =>
        connector.changeCampaign(call, account, target.campaignId, change),
      ),
  };
}

async function accountOf(deps: CredentialDeps, target: CampaignTarget): Promise<AdAccount | null> {
  const row = await withTenant(
    deps.db,
    { tenantId: target.tenantId, actor: 'system:change', readOnly: true },
    async (tx) =>
      tx
        .selectFrom('ad_accounts')
        .selectAll()
        .where('platform', '=', target.platform)
        .where('id', '=', target.accountId)
        .executeTakeFirst(),
  );
  return row
    ? { id: row.id, name: row.name, currency: row.currency, timeZone: row.time_zone, status: row.status }
    : null;
}

import type { Sandbox } from './sandbox.ts';
import type { UseCase } from './usage.ts';
import { unsupported } from './errors.ts';
import { authorize, requireScope } from './grants.ts';
import { readAccount, listAccounts } from './accounts.ts';
import { createCampaign, deleteCampaign, listCampaigns, readCampaign, updateCampaign } from './campaigns.ts';
import { accountInsights, campaignInsights } from './insights.ts';
import type { GraphCall } from './request.ts';
import { debugToken, exchangeToken, listPermissions, readUser, revokePermissions } from './oauth.ts';

/** Whose limits a path counts against. */
export function accountOf(sandbox: Sandbox, path: string): { accountId: string; useCase: UseCase } | null {
  const [node = '', edge] = path.split('/').slice(1);
  const accountId = node.startsWith('act_') ? node.slice(4) : sandbox.world().campaigns.get(node)?.account.id;
  if (accountId === undefined || !sandbox.world().accounts.has(accountId)) return null;
  return { accountId, useCase: edge === 'insights' ? 'ads_insights' : 'ads_management' };
}

/** Finds the handler of a call and runs it. Throws GraphError. */
export function answer(call: GraphCall): unknown {
  const { method, path, sandbox } = call;
  const [node = '', edge, more] = path.split('/').slice(1);
  if (path === '/oauth/access_token') return exchangeToken(call);
  if (path === '/debug_token' && method === 'GET') return debugToken(call);

  const token = authorize(sandbox.grants, call.token, call.params.appsecret_proof, sandbox.clock.now());
  if (more !== undefined) throw unsupported(method.toLowerCase(), node);
  if (path === '/me/permissions' && method === 'DELETE') return revokePermissions(call);
  if (path === '/me/permissions' && method === 'GET') return listPermissions(token);
  if (path === '/me' && method === 'GET') return readUser(call);

  requireScope(token, method === 'GET' ? 'read' : 'write');
  const route = `${method} ${node.startsWith('act_') ? 'account' : node === 'me' ? 'me' : 'object'}${edge ? `/${edge}` : ''}`;
  switch (route) {
    case 'GET me/adaccounts':
      return listAccounts(call);
    case 'GET account':
      return readAccount(call, node);
    case 'GET account/campaigns':
      return listCampaigns(call, node);
    case 'POST account/campaigns':
      return createCampaign(call, node);
    case 'GET account/insights':
      return accountInsights(call, node);
    case 'GET object':
      return readCampaign(call, node);
    case 'POST object':
      return updateCampaign(call, node);
    case 'DELETE object':
      return deleteCampaign(call, node);
    case 'GET object/insights':
      return campaignInsights(call, node);
    default:
      throw unsupported(method.toLowerCase(), node);
  }
}

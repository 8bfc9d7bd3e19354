import { changeRights } from '../../domain/rights.ts';
import { request } from '../http.ts';
import type { Credential, PlatformApp, Scope } from '../types.ts';
import { parsed, VERSION } from './api.ts';
import { metaError } from './errors.ts';
import { debugTokenSchema, tokenSchema } from './schema.ts';

export const scopes: readonly Scope[] = [
  { id: 'ads_read', access: 'read', words: 'scope.meta.ads_read', required: true },
  { id: changeRights.meta, access: 'write', words: 'scope.meta.ads_management', required: false },
];

export function authorizeUrl(
  app: PlatformApp,
  { state, redirectUri, scopes: asked }: { state: string; redirectUri: string; scopes: string[] },
): string {
  const params = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    state,
    scope: asked.join(','),
  });
  return `${app.dialogUrl}/${VERSION}/dialog/oauth?${params.toString()}`;
}

/** Code → token of an hour → token of 60 days. */
export async function exchangeCode(
  app: PlatformApp,
  { code, redirectUri }: { code: string; redirectUri: string },
  fetcher: typeof fetch,
): Promise<Credential> {
  return longLived(app, await token(app, { code, redirect_uri: redirectUri }, fetcher), fetcher);
}

/** Meta has no refresh token: a token that is still good is traded for one that starts its 60 days anew. */
export function renew(app: PlatformApp, credential: Credential, fetcher: typeof fetch): Promise<Credential> {
  return longLived(app, credential.accessToken, fetcher);
}

async function longLived(app: PlatformApp, good: string, fetcher: typeof fetch): Promise<Credential> {
  const form = { grant_type: 'fb_exchange_token', fb_exchange_token: good };
  return describe(app, await token(app, form, fetcher), fetcher);
}

/** The secrets travel in the body, where no access log keeps them. */
async function token(app: PlatformApp, form: Record<string, string>, fetcher: typeof fetch): Promise<string> {
  const answer = await request({
    url: `${app.apiUrl}/${VERSION}/oauth/access_token`,
    method: 'POST',
    form: { client_id: app.clientId, client_secret: app.clientSecret, ...form },
    fetch: fetcher,
  });
  return parsed(answer, tokenSchema).access_token;
}

/** What Meta says about a token: whose it is, what it allows, when it ends. Refuses one made for another application. */
async function describe(app: PlatformApp, accessToken: string, fetcher: typeof fetch): Promise<Credential> {
  const answer = await request({
    url: `${app.apiUrl}/${VERSION}/debug_token?${new URLSearchParams({ input_token: accessToken }).toString()}`,
    headers: { authorization: `Bearer ${app.clientId}|${app.clientSecret}` },
    fetch: fetcher,
  });
  const { data } = parsed(answer, debugTokenSchema);
  if (!data.is_valid || data.app_id !== app.clientId) throw metaError('auth-expired');
  return {
    accessToken,
    expiresAt: data.expires_at === 0 ? null : new Date(data.expires_at * 1000),
    scopes: data.scopes,
    externalUserId: data.user_id,
  };
}

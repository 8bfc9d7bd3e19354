import { SANDBOX_APP, SCOPES } from './app.ts';
import { consentPage, refusedPage } from './consent-page.ts';
import { GraphError, invalidParameter } from './errors.ts';
import { fieldNames, select } from './fields.ts';
import { appToken, authorize, hashOf, newSecret, refusal, sameText, type Token } from './grants.ts';
import type { GraphCall } from './request.ts';
import type { Sandbox } from './sandbox.ts';

const CODE_LIFE = 10 * 60_000;
const SHORT_LIFE = 5_400_000;
const LONG_LIFE = 5_183_944_000;

export type DialogAnswer = { status: 200 | 400; html: string } | { status: 302; location: string };

/** GET shows the consent page; POST with decision=allow or deny sends the person back, as Meta does. */
export function dialog(sandbox: Sandbox, method: string, params: Record<string, string>): DialogAnswer {
  const { client_id, redirect_uri, state, response_type = 'code' } = params;
  if (client_id !== SANDBOX_APP.id) {
    return {
      status: 400,
      html: refusedPage('Invalid app ID', 'No application has this client_id. Check META_APP_ID.'),
    };
  }
  const target = webAddress(redirect_uri);
  if (!target)
    return {
      status: 400,
      html: refusedPage('URL blocked', 'redirect_uri must be a full http or https address.'),
    };
  if (response_type !== 'code')
    return {
      status: 400,
      html: refusedPage('Unsupported response_type', 'Only response_type=code is served.'),
    };
  const asked = (params.scope ?? '').split(/[,\s]+/).filter((s) => s !== '');
  const unknown = asked.find((s) => !Object.hasOwn(SCOPES, s));
  if (unknown !== undefined)
    return { status: 400, html: refusedPage('Invalid scopes', `The sandbox has no scope "${unknown}".`) };

  const { user } = sandbox.world().scenario;
  if (method === 'GET') {
    return { status: 200, html: consentPage({ user: user.name, scopes: asked, target, params }) };
  }
  if (state !== undefined) target.searchParams.set('state', state);
  target.hash = '_=_';
  if (params.decision !== 'allow') {
    target.searchParams.set('error', 'access_denied');
    target.searchParams.set('error_code', '200');
    target.searchParams.set('error_description', 'Permissions error');
    target.searchParams.set('error_reason', 'user_denied');
    return { status: 302, location: target.href };
  }
  const code = newSecret('AQ', 48);
  sandbox.record({
    kind: 'code',
    hash: hashOf(code),
    clientId: client_id,
    redirectUri: redirect_uri!,
    scopes: [...new Set([...asked, 'public_profile'])],
    userId: user.id,
    expiresAt: sandbox.clock.now() + CODE_LIFE,
  });
  target.searchParams.set('code', code);
  return { status: 302, location: target.href };
}

/** /oauth/access_token: code → short token, or grant_type=fb_exchange_token: good token → long token. */
export function exchangeToken(call: GraphCall): object {
  const { sandbox, params } = call;
  if (params.client_id !== SANDBOX_APP.id) {
    throw new GraphError(
      101,
      'Error validating application. Cannot get application info due to a system error.',
    );
  }
  if (!sameText(params.client_secret ?? '', SANDBOX_APP.secret)) {
    throw new GraphError(1, 'Error validating client secret.');
  }
  const now = sandbox.clock.now();
  if (params.grant_type === 'fb_exchange_token') {
    const { scopes, userId } = authorize(sandbox.grants, params.fb_exchange_token ?? null, undefined, now);
    return grant(sandbox, { life: 'long', scopes, userId });
  }
  if (params.code === undefined) throw invalidParameter('Missing authorization code');
  const codeHash = hashOf(params.code);
  const code = sandbox.grants.codes.get(codeHash);
  if (!code) throw invalidParameter('Invalid verification code format.');
  if (code.redirectUri !== params.redirect_uri) {
    throw invalidParameter(
      'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request',
      { subcode: 36008 },
    );
  }
  if (code.used) throw invalidParameter('This authorization code has been used.', { subcode: 36009 });
  if (now >= code.expiresAt)
    throw invalidParameter('This authorization code has expired.', { subcode: 36007 });
  return grant(sandbox, { life: 'short', codeHash, scopes: code.scopes, userId: code.userId });
}

function grant(
  sandbox: Sandbox,
  facts: { life: 'short' | 'long'; codeHash?: string; scopes: string[]; userId: string },
): object {
  const token = newSecret('EAANSANDBOX', 90);
  const life = facts.life === 'short' ? SHORT_LIFE : LONG_LIFE;
  sandbox.record({ kind: 'token', hash: hashOf(token), ...facts, expiresAt: sandbox.clock.now() + life });
  return { access_token: token, token_type: 'bearer', expires_in: Math.floor(life / 1000) };
}

/** GET /debug_token, for the application's own token or a good token of a user. */
export function debugToken(call: GraphCall): object {
  const { sandbox, params } = call;
  const now = sandbox.clock.now();
  if (call.token === null || !sameText(call.token, appToken))
    authorize(sandbox.grants, call.token, undefined, now);
  if (params.input_token === undefined)
    throw invalidParameter('(#100) The parameter input_token is required');
  const token = sandbox.grants.tokens.get(hashOf(params.input_token));
  const refused = refusal(token, now);
  if (!token) {
    return {
      data: {
        error: { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' },
        is_valid: false,
        scopes: [],
      },
    };
  }
  const seconds = (ms: number) => Math.floor(ms / 1000);
  return {
    data: {
      app_id: SANDBOX_APP.id,
      type: 'USER',
      application: SANDBOX_APP.name,
      data_access_expires_at: seconds(token.issuedAt + 90 * 86_400_000),
      ...(refused ? { error: { code: 190, message: refused.message, subcode: refused.facts.subcode } } : {}),
      expires_at: seconds(token.expiresAt),
      is_valid: refused === null,
      issued_at: seconds(token.issuedAt),
      scopes: token.scopes,
      granular_scopes: token.scopes.filter((s) => s.startsWith('ads_')).map((scope) => ({ scope })),
      user_id: token.userId,
    },
  };
}

/** GET /me */
export function readUser(call: GraphCall): object {
  const { user } = call.sandbox.world().scenario;
  return select(
    user,
    'User',
    { id: (u) => u.id, name: (u) => u.name },
    fieldNames(call.params.fields, ['name']),
  );
}

/** GET /me/permissions */
export function listPermissions(token: Token): object {
  return { data: token.scopes.map((permission) => ({ permission, status: 'granted' })) };
}

/** DELETE /me/permissions: the application is removed; every token ends with 190/458. */
export function revokePermissions(call: GraphCall): object {
  call.sandbox.record({ kind: 'revoke', subcode: 458 });
  return { success: true };
}

function webAddress(text: string | undefined): URL | null {
  const url = URL.canParse(text ?? '') ? new URL(text!) : null;
  return url && (url.protocol === 'http:' || url.protocol === 'https:') ? url : null;
}

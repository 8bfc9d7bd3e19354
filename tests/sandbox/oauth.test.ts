import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SANDBOX_APP } from '../../sandbox/app.ts';
import { consent, exchange, FR, query, REDIRECT, renew, startClient, type Client } from './client.ts';

let client: Client;
beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.close());

const dialog = (params: Record<string, string>) =>
  client.call(
    `/v26.0/dialog/oauth?${query({ client_id: SANDBOX_APP.id, redirect_uri: REDIRECT, state: 's', ...params })}`,
  );
const appToken = `${SANDBOX_APP.id}|${SANDBOX_APP.secret}`;

describe('sandbox consent (issue 3 §3)', () => {
  test('the page says that it is not Meta, lists the scopes and offers Allow and Deny', async () => {
    const { status, text, headers } = await dialog({ scope: 'ads_read,ads_management' });
    expect(status).toBe(200);
    expect(text).toContain('Sandbox: not the real Meta');
    expect(text).toContain('ads_read');
    expect(text).toContain('ads_management');
    expect(text).toMatch(/<button[^>]*value="allow">Allow</);
    expect(text).toMatch(/<button[^>]*value="deny">Deny</);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('what a caller sends is shown as text, never as markup', async () => {
    const { text } = await dialog({ state: '"><script>alert(1)</script>' });
    expect(text).not.toContain('<script>');
  });

  test('an unknown client, a bad redirect_uri and an unknown scope are refused on the page, without a redirect', async () => {
    expect(await dialog({ client_id: '1' })).toMatchObject({
      status: 400,
      text: expect.stringContaining('Invalid app ID'),
    });
    expect(await dialog({ redirect_uri: 'javascript:alert(1)' })).toMatchObject({ status: 400 });
    expect(await dialog({ scope: 'everything' })).toMatchObject({ status: 400 });
  });

  test('Allow sends the person back with a code and the state', async () => {
    const target = await consent(client.url);
    expect(target.href.startsWith(`${REDIRECT}?`)).toBe(true);
    expect(target.searchParams.get('state')).toBe('st4te');
    expect(target.searchParams.get('code')).toMatch(/^AQ/);
  });

  test('Deny sends the person back with error=access_denied as Meta does', async () => {
    const target = await consent(client.url, {}, 'deny');
    expect(Object.fromEntries(target.searchParams)).toEqual({
      error: 'access_denied',
      error_code: '200',
      error_description: 'Permissions error',
      error_reason: 'user_denied',
      state: 'st4te',
    });
  });
});

describe('sandbox tokens (issue 3 §3)', () => {
  test('code → short token → long token of about 60 days, and debug_token tells their truth', async () => {
    const short = (await exchange(client.call, await consent(client.url, { scope: 'ads_read' }))).body;
    expect(short).toMatchObject({ token_type: 'bearer', expires_in: 5400 });
    const long = await renew(client.call, short.access_token);
    expect(long.body).toMatchObject({ token_type: 'bearer', expires_in: 5183944 });
    const debug = await client.call(
      `/v26.0/debug_token?${query({ input_token: long.body.access_token, access_token: appToken })}`,
    );
    expect(debug.body.data).toMatchObject({
      app_id: SANDBOX_APP.id,
      type: 'USER',
      is_valid: true,
      scopes: ['ads_read', 'public_profile'],
      user_id: '10224987654321098',
    });
    const { issued_at, expires_at } = debug.body.data as unknown as Record<string, number>;
    expect(expires_at! - issued_at!).toBe(5183944);
  });

  test('a code works once, only with its own redirect_uri, and only with the right secret', async () => {
    const target = await consent(client.url);
    expect((await exchange(client.call, target, { client_secret: 'wrong' })).body.error.code).toBe(1);
    expect((await exchange(client.call, target, { client_id: '42' })).body.error.code).toBe(101);
    const other = await exchange(client.call, target, { redirect_uri: `${REDIRECT}/` });
    expect(other).toMatchObject({ status: 400, body: { error: { code: 100, error_subcode: 36008 } } });
    expect((await exchange(client.call, target)).status).toBe(200);
    const again = await exchange(client.call, target);
    expect(again).toMatchObject({ status: 400, body: { error: { code: 100, error_subcode: 36009 } } });
    const invented = new URL(`${REDIRECT}?code=AQinvented`);
    expect((await exchange(client.call, invented)).body.error).toMatchObject({
      code: 100,
      type: 'OAuthException',
    });
  });

  test('appsecret_proof is optional, and checked when sent', async () => {
    const proof = (secret: string) => createHmac('sha256', secret).update(client.token()).digest('hex');
    expect((await client.get('/me', { appsecret_proof: proof(SANDBOX_APP.secret) })).status).toBe(200);
    const wrong = await client.get('/me', { appsecret_proof: proof('other') });
    expect(wrong).toMatchObject({
      status: 400,
      body: { error: { code: 100, type: 'GraphMethodException' } },
    });
  });

  test('no token, an unknown token and a token as a parameter', async () => {
    expect((await client.call('/v26.0/me')).body.error.code).toBe(2500);
    expect((await client.call('/v26.0/me?access_token=EAAnothing')).body.error).toMatchObject({
      code: 190,
      type: 'OAuthException',
    });
    expect((await client.call(`/v26.0/me?access_token=${client.token()}&fields=id,name`)).body).toEqual({
      id: '10224987654321098',
      name: 'Camille Roux',
    });
  });

  test('a token with ads_read alone reads and cannot write', async () => {
    const own = await startClient();
    own.use((await own.grant('ads_read')).body.access_token);
    expect((await own.get(`/${FR}/campaigns`)).status).toBe(200);
    const write = await own.post('/120245452617390604', { status: 'PAUSED' });
    expect(write).toMatchObject({ status: 403, body: { error: { code: 200, type: 'OAuthException' } } });
    expect((await own.get('/120245452617390604', { fields: 'status' })).body.status).toBe('ACTIVE');
    await own.close();
  });

  test('an expired token answers 190/463, and cannot be exchanged any more', async () => {
    const own = await startClient();
    await own.control('/__clock', { advance: { days: 61 } });
    const expired = await own.get('/me');
    expect(expired.status).toBe(400);
    expect(expired.body).toEqual({
      error: {
        message: expect.stringMatching(/^Error validating access token: Session has expired on /),
        type: 'OAuthException',
        code: 190,
        error_subcode: 463,
        fbtrace_id: expect.stringMatching(/^A[\w-]{22}$/),
      },
    });
    expect(expired.headers.get('www-authenticate')).toContain('invalid_token');
    const renewal = await renew(own.call, own.token());
    expect(renewal.body.error).toMatchObject({ code: 190, error_subcode: 463 });
    await own.close();
  });

  test('DELETE /me/permissions ends every token with 190/458', async () => {
    const own = await startClient();
    expect((await own.get('/me/permissions')).body.data).toContainEqual({
      permission: 'ads_read',
      status: 'granted',
    });
    expect((await own.remove('/me/permissions')).body).toEqual({ success: true });
    expect((await own.get('/me')).body.error).toMatchObject({ code: 190, error_subcode: 458 });
    own.use((await own.grant()).body.access_token);
    expect((await own.get('/me')).status).toBe(200);
    await own.close();
  });
});

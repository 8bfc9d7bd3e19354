import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export interface Account {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
}

type Part = Record<string, unknown>;
const encode = (part: Part) => Buffer.from(JSON.stringify(part)).toString('base64url');
const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Part;
/** An ID token with other claims or another header, signed with `key`; without a key its signature is empty. */
function forged(token: string, { claims = {}, header = {}, key }: Forgery): string {
  const [head, body] = token.split('.').slice(0, 2).map(decode);
  const signed = `${encode({ ...head, ...header })}.${encode({ ...body, ...claims })}`;
  return `${signed}.${key ? sign('sha256', Buffer.from(signed), key).toString('base64url') : ''}`;
}
export interface Forgery {
  claims?: Part;
  header?: Part;
  key?: KeyObject;
}

/** The answer to the next question is `change` of what the provider answers. */
function changeAnswer(response: ServerResponse, change: (body: Part) => Part) {
  const end = response.end.bind(response) as (text: string) => ServerResponse;
  response.end = ((body: string | Buffer) => {
    const text = JSON.stringify(change(JSON.parse(String(body)) as Part));
    response.setHeader('content-length', Buffer.byteLength(text));
    return end(text);
  }) as ServerResponse['end'];
}

/** A real OpenID Connect provider on loopback, and a browser that signs in there. */
export async function startIdentityProvider(redirectUri: string) {
  const accounts = new Map<string, Account>();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let forgery: Forgery | null = null;
  const client = { clientId: 'aegis', clientSecret: 'a client secret of the provider' };
  const provider = new Provider(issuer, {
    clients: [
      { client_id: client.clientId, client_secret: client.clientSecret, redirect_uris: [redirectUri] },
    ],
    // Claims in the ID token, as most companies' providers give them.
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_, id) => {
      const account = accounts.get(id);
      return account && { accountId: account.sub, claims: () => ({ ...account }) };
    },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    pkce: { required: () => true },
    cookies: { keys: ['test'] },
    features: { devInteractions: { enabled: true } },
  });
  const handle = provider.callback();
  server.on('request', (request, response) => {
    if (forgery && request.url === '/token') {
      const now = forgery;
      changeAnswer(response, (body) => ({ ...body, id_token: forged(String(body.id_token), now) }));
    }
    void handle(request, response);
  });
  return {
    issuer,
    ...client,
    accounts,
    /** Its own key: what it signs is told from a forgery by nothing but the claims. */
    key: privateKey,
    /** From now on its ID tokens are changed like this. */
    forge: (next: Forgery | null) => void (forgery = next),
    /** Signs in as an account and consents; gives the address that the browser is sent back to. */
    async visit(authorizeUrl: string, sub: string): Promise<URL> {
      const cookies = new Map<string, string>();
      let next = new URL(authorizeUrl);
      let body: URLSearchParams | undefined;
      for (let hop = 0; hop < 20; hop++) {
        if (next.href.startsWith(redirectUri)) return next;
        const answer = await fetch(next, {
          method: body ? 'POST' : 'GET',
          body,
          redirect: 'manual',
          headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
        });
        for (const line of answer.headers.getSetCookie()) {
          const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
          cookies.set(name!, value!);
        }
        const location = answer.headers.get('location');
        if (location) {
          [next, body] = [new URL(location, next), undefined];
          continue;
        }
        const page = await answer.text();
        const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
        const action = /action="([^"]+)"/.exec(page)?.[1];
        if (!prompt || !action)
          throw new Error(`The provider answered ${answer.status}: ${page.slice(0, 500)}`);
        body = new URLSearchParams(prompt === 'login' ? { prompt, login: sub, password: 'any' } : { prompt });
        next = new URL(action, next);
      }
      throw new Error('The provider did not send the browser back.');
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export interface Account {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
}

/** A real OpenID Connect provider on loopback, and a browser that signs in there. */
export async function startIdentityProvider(redirectUri: string) {
  const accounts = new Map<string, Account>();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
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
    pkce: { required: () => true },
    cookies: { keys: ['test'] },
    features: { devInteractions: { enabled: true } },
  });
  const handle = provider.callback();
  server.on('request', (request, response) => void handle(request, response));
  return {
    issuer,
    ...client,
    accounts,
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

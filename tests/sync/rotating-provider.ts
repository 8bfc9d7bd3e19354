import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A platform that is as strict as any: speaks Meta's protocol, gives a new token for each exchange, and takes the use of
 * an exchanged one for a theft, after which nothing it has given out is good any more.
 */
export async function startRotatingProvider(userId: string) {
  let token: string = randomUUID();
  let [expired, revoked] = [false, false];
  const given = new Set<string>([token]);
  const counts = { exchanges: 0, refused: 0, calls: 0 };
  /** Runs at an exchange, before the platform has done anything (it then never answers) or before it answers. */
  let pause: { when: 'before' | 'after'; work: (pid: number) => Promise<void> } | null = null;

  const refuse = (response: ServerResponse, subcode: number) => {
    counts.refused += 1;
    send(response, 400, { error: { code: 190, error_subcode: subcode, message: 'refused' } });
  };

  async function exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    counts.exchanges += 1;
    const given_ = new URLSearchParams(await bodyOf(request)).get('fb_exchange_token') ?? '';
    const paused = pause;
    pause = null;
    if (paused?.when === 'before') {
      await paused.work(Number(request.headers['x-pid']));
      if (!request.socket.destroyed) await once(request.socket, 'close');
      return; // whoever asked is gone, and nothing has happened
    }
    if (revoked || given_ !== token) {
      if (given.has(given_)) revoked = true;
      return refuse(response, 460);
    }
    token = randomUUID();
    given.add(token);
    expired = false;
    if (paused?.when === 'after') await paused.work(Number(request.headers['x-pid']));
    send(response, 200, { access_token: token });
  }

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://provider');
    if (pathname.endsWith('/oauth/access_token')) return void exchange(request, response);
    if (pathname.endsWith('/debug_token')) {
      const expires_at = Math.floor(Date.now() / 1000) + 60 * 86_400;
      const scopes = ['ads_read', 'ads_management'];
      const data = { app_id: 'app', is_valid: !revoked, expires_at, scopes, user_id: userId };
      return send(response, 200, { data });
    }
    counts.calls += 1;
    const [, bearer] = (request.headers.authorization ?? '').split(' ');
    if (revoked || bearer !== token) return refuse(response, 460);
    if (expired) return refuse(response, 463);
    send(response, 200, { data: [] });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    counts,
    /** Ends the present token, which is given back; only an exchange is good with it. */
    expire() {
      expired = true;
      return token;
    },
    /** A person consents again. */
    consentAgain() {
      [token, revoked, expired] = [randomUUID(), false, false];
      given.add(token);
    },
    atNextExchange(when: 'before' | 'after', work: (pid: number) => Promise<void>) {
      pause = { when, work };
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
  return text;
}

import type { Server } from 'node:http';
import { BlockList, isIPv6, type Socket } from 'node:net';
import type { EdgeConfig } from './edge-config.ts';

/** A connection on which nothing moves in either direction, in ms; event streams say something every 15 s. */
const SILENCE_MS = 60_000;
const MOST_HEADER_BYTES = 16 * 1024;
/** Connections of one address: an office behind one address stays well below. */
const MOST_CONNECTIONS = 512;

/** Options of the server against clients that never finish. Without them Node waits a minute for headers. */
export function patientOptions({ patience, trustedProxies }: EdgeConfig) {
  return {
    bodyLimit: 1024 * 1024,
    requestTimeout: patience.request,
    handlerTimeout: patience.answer,
    connectionTimeout: SILENCE_MS,
    http: {
      headersTimeout: patience.headers,
      requestTimeout: patience.request,
      connectionsCheckingInterval: Math.min(1_000, patience.headers),
      maxHeaderSize: MOST_HEADER_BYTES,
    },
    trustProxy: trustedProxies.length > 0 ? trustedProxies : false,
  };
}

/** Closes what one address opens beyond its share; proxies that are trusted speak for many and have none. */
export function limitConnections(server: Server, trustedProxies: readonly string[]): void {
  const trusted = networks(trustedProxies);
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (address === '' || trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) return;
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once('close', () => {
      const left = open.get(address)! - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
    if (count > MOST_CONNECTIONS) socket.destroy();
  });
}

function networks(list: readonly string[]): BlockList {
  const block = new BlockList();
  for (const one of list) {
    const [address = '', bits] = one.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) block.addAddress(address, family);
    else block.addSubnet(address, Number(bits), family);
  }
  return block;
}

import { once } from 'node:events';
import { createServer as createHttp2 } from 'node:http2';
import { createServer, type AddressInfo, type Server } from 'node:net';
import proto from '@temporalio/proto';

/** Stand-ins for servers that are older than we can use: they speak enough of the protocol to tell their version. */
export interface OldServer {
  address: string;
  close(): Promise<void>;
}

/** PostgreSQL 14: takes every password, answers each query with its version. */
export function startOldPostgres(): Promise<OldServer> {
  const packet = (type: string, body: Buffer) => {
    const head = Buffer.alloc(5);
    head.write(type);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const [zero, idle, text] = [Buffer.alloc(4), packet('Z', Buffer.from('I')), Buffer.from('140012')];
  const column = Buffer.concat([Buffer.from('\0\x01server_version_num\0'), Buffer.alloc(18)]);
  const value = Buffer.concat([Buffer.from([0, 1, 0, 0, 0, text.length]), text]);
  const rows = [packet('T', column), packet('D', value), packet('C', Buffer.from('SELECT 1\0'))];
  const server = createServer((socket) => {
    socket.once('data', () => {
      socket.write(Buffer.concat([packet('R', zero), idle]));
      socket.on('data', (asked) => {
        const bound = [packet('1', Buffer.alloc(0)), packet('2', Buffer.alloc(0))];
        const first = String.fromCharCode(asked[0]!);
        if (first === 'Q' || first === 'P')
          socket.write(Buffer.concat([...(first === 'P' ? bound : []), ...rows, idle]));
      });
    });
    socket.on('error', () => {});
  });
  return listening(server);
}

/** A Temporal cluster of 1.27.2: answers every call with its system information. */
export function startOldTemporal(): Promise<OldServer> {
  const { GetSystemInfoResponse } = proto.temporal.api.workflowservice.v1;
  const message = GetSystemInfoResponse.encode({ serverVersion: '1.27.2' }).finish();
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  const server = createHttp2();
  server.on('stream', (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.concat([head, message]));
  });
  return listening(server);
}

async function listening(server: Server): Promise<OldServer> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { startOldPostgres, startOldTemporal } from './old-servers.ts';
import { createRoom, lastLine, npm, run, withoutNetwork, type Room } from './npm-start.ts';

jest.setTimeout(120_000);

/** A start that cannot work says one sentence with the remedy, exits with 1 and leaves nothing running. */
let room: Room;
beforeEach(async () => {
  room = await createRoom();
});
afterEach(() => room.remove());

describe('npm start refuses', () => {
  test.each([
    'PORT',
    'AEGIS_POSTGRES_PORT',
    'AEGIS_TEMPORAL_PORT',
    'AEGIS_TEMPORAL_UI_PORT',
    'AEGIS_SANDBOX_PORT',
  ])('a busy port: %s', async (variable) => {
    const holder = createServer().listen(Number(room.env[variable]), '127.0.0.1');
    await once(holder, 'listening');
    const start = run(process.execPath, ['cli/main.mjs', 'up'], room);
    expect(await start.ended).toBe(1);
    holder.close();
    expect(lastLine(start.output())).toMatch(
      new RegExp(`^Port ${room.env[variable]} for .* is in use; .*${variable}\\.$`),
    );
    expect(room.left()).toEqual([]);
  });

  test('a data folder that cannot be written', async () => {
    const folder = path.join(room.folder, 'locked');
    await mkdir(folder);
    await chmod(folder, 0o555);
    // Permissions do not bind root: then another user tries.
    const uid = process.getuid?.() === 0 ? 65534 : undefined;
    const env = { ...room.env, AEGIS_DATA: path.join(folder, 'data'), HOME: room.folder };
    const start = run(process.execPath, ['cli/main.mjs', 'up'], { env, uid });
    expect(await start.ended).toBe(1);
    expect(lastLine(start.output())).toMatch(
      /^The data folder .* cannot be written \(EACCES\); .*AEGIS_DATA\.$/,
    );
    expect(room.left()).toEqual([]);
  });

  test('a second start on the same data folder, and the first goes on', async () => {
    await mkdir(room.env.AEGIS_DATA!);
    const holder = run(process.execPath, ['-e', holdLock, path.join(room.env.AEGIS_DATA!, 'lock')], room);
    await holder.until(/locked/);
    const start = npm('start', room.env);
    expect(await start.ended).toBe(1);
    expect(lastLine(start.output())).toMatch(/^AEGIS already runs on .*AEGIS_DATA\.$/);
    holder.process.kill();
    await holder.ended;
  });

  test('to go on without a Temporal server, when there is no network and none is cached', async () => {
    const env = await withoutNetwork(room, { cached: false });
    const start = npm('start', env);
    expect(await start.ended).toBe(1);
    expect(lastLine(start.output())).toMatch(
      /^There is no Temporal server here and fetching one failed .*connect to the network once.*TEMPORAL_ADDRESS\.$/,
    );
    expect(room.left()).toEqual([]);
  });

  test('a Temporal server that is too old', async () => {
    const env = await withoutNetwork(room, { cached: false });
    const old = '#!/bin/sh\necho "temporal version 1.3.0 (Server 1.27.2, UI 2.36.0)"\n';
    await writeFile(path.join(room.folder, 'bin', 'temporal'), old, { mode: 0o755 });
    const start = npm('start', env);
    expect(await start.ended).toBe(1);
    expect(lastLine(start.output())).toMatch(/`temporal` on PATH has server 1\.27\.2, needed is 1\.29\.1/);
    expect(room.left()).toEqual([]);
  });

  test('a database that does not answer', async () => {
    const start = npm('start', { ...room.env, DATABASE_URL: 'postgres://nobody:word@127.0.0.1:1/aegis' });
    expect(await start.ended).toBe(1);
    expect(lastLine(start.output())).toMatch(
      /^PostgreSQL at 127\.0\.0\.1:1 does not answer .*DATABASE_URL\.$/,
    );
    expect(room.left()).toEqual([]);
  });

  test('a database server that is too old', async () => {
    const old = await startOldPostgres();
    const start = npm('start', { ...room.env, DATABASE_URL: `postgres://me:word@${old.address}/aegis` });
    expect(await start.ended).toBe(1);
    await old.close();
    expect(lastLine(start.output())).toBe(
      `PostgreSQL at ${old.address} cannot be used: PostgreSQL 14 is too old: use version 15 or newer.`,
    );
    expect(room.left()).toEqual([]);
  });

  test('a Temporal server of yours that is too old, or that does not answer', async () => {
    const old = await startOldTemporal();
    const start = npm('start', { ...room.env, TEMPORAL_ADDRESS: old.address });
    expect(await start.ended).toBe(1);
    await old.close();
    expect(lastLine(start.output())).toBe(
      `The Temporal server at ${old.address} is 1.27.2 and 1.29.1 is needed; upgrade it, or unset TEMPORAL_ADDRESS to use our own.`,
    );
    const next = run(process.execPath, ['cli/main.mjs', 'up'], {
      env: { ...room.env, TEMPORAL_ADDRESS: '127.0.0.1:1' },
    });
    expect(await next.ended).toBe(1);
    expect(lastLine(next.output())).toMatch(
      /^No Temporal server answers at 127\.0\.0\.1:1 .*TEMPORAL_ADDRESS\.$/,
    );
    expect(room.left()).toEqual([]);
  });

  test('an older Node, in one sentence', () => {
    const program =
      "Object.defineProperty(process.versions, 'node', { value: '20.1.0' }); import('./cli/main.mjs')";
    const { status, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^AEGIS needs Node 24 and this is 20\.1\.0; .*\n$/);
  });
});

const holdLock = `
  const { DatabaseSync } = require('node:sqlite');
  new DatabaseSync(process.argv[1]).exec('begin exclusive');
  console.log('locked');
  setInterval(() => {}, 1000);`;

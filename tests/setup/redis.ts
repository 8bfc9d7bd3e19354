import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createClient } from '@redis/client';

const run = promisify(execFile);
/** What Debian's server is linked with and a small machine may lack. */
const packages = ['redis-server', 'redis-tools', 'liblzf1', 'libjemalloc2', 'liblua5.1-0', 'lua-bitop', 'lua-cjson', 'libhiredis0.14', 'libhiredis1.1.0']; // prettier-ignore

interface Binary {
  file: string;
  env: NodeJS.ProcessEnv;
}

/** A Redis server on this machine: on PATH, or Debian's package unpacked beside other temporary files. null: there is none. */
export async function findRedis(): Promise<Binary | null> {
  for (const name of ['redis-server', 'valkey-server']) {
    const found = (process.env.PATH ?? '').split(':').map((folder) => path.join(folder, name));
    const file = found.find((one) => existsSync(one));
    if (file) return { file, env: process.env };
  }
  return unpacked().catch(() => null);
}

async function unpacked(): Promise<Binary | null> {
  const folder = path.join(tmpdir(), `aegis-redis-${process.getuid?.() ?? 0}`);
  const file = path.join(folder, 'usr/bin/redis-server');
  if (!existsSync(file)) {
    const downloads = await mkdtemp(path.join(tmpdir(), 'aegis-redis-download-'));
    try {
      await mkdir(folder, { recursive: true });
      for (const name of packages) {
        // Not every release has every one of these.
        await run('apt-get', ['download', '-q', name], { cwd: downloads, timeout: 60_000 }).catch(() => {});
      }
      for (const name of await readdir(downloads)) {
        await run('dpkg', ['-x', path.join(downloads, name), folder]);
      }
    } finally {
      await rm(downloads, { recursive: true, force: true });
    }
  }
  // redis-server is a link to redis-check-rdb in some releases; both are in redis-tools.
  const libraries = (await readdir(path.join(folder, 'usr/lib'), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => path.join(folder, 'usr/lib', name));
  const env = { ...process.env, LD_LIBRARY_PATH: libraries.join(':') };
  await run(file, ['--version'], { env });
  return { file, env };
}

/** A real server on a port of its own, in memory only. */
export async function startRedis({ file, env }: Binary, port: number): Promise<{ kill(): Promise<void> }> {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child: ChildProcess = spawn(file, args, { env, stdio: 'ignore', cwd: tmpdir() });
  const client = createClient({ url: `redis://127.0.0.1:${port}`, socket: { reconnectStrategy: 20 } });
  client.on('error', () => {});
  await Promise.race([
    client.connect(),
    once(child, 'exit').then(() => Promise.reject(new Error('redis-server ended'))),
    sleep(20_000, undefined, { ref: false }).then(() => Promise.reject(new Error('redis-server is silent'))),
  ]);
  client.destroy();
  return {
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

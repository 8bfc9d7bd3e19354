import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine } from '../../cli/left-over.ts';
import { freePort } from '../../cli/ports.ts';
import { postgresHome } from '../../db/embedded.ts';
import { portVariables, root } from '../../cli/settings.ts';
import { cachedFile, findTemporal } from '../../temporal/binary.ts';

export interface Room {
  folder: string;
  env: NodeJS.ProcessEnv;
  /** Command lines of processes that work in the room, whoever started them: what a start has left. */
  left(): string[];
  /** Removes all files, and kills what the test has not ended. */
  remove(): Promise<void>;
}

/**
 * A data folder and ports of its own, so that a start of the tests meets no other. A private room is one that only its
 * owner can enter, as a home is: root's PostgreSQL then lives elsewhere.
 */
export async function createRoom({ isPrivate = false } = {}): Promise<Room> {
  const folder = await mkdtemp(path.join(tmpdir(), 'aegis-start-'));
  await chmod(folder, isPrivate ? 0o700 : 0o755);
  const data = path.join(folder, 'data');
  const env: NodeJS.ProcessEnv = { ...process.env, AEGIS_DATA: data, LOG_LEVEL: 'warn' };
  for (const name of Object.values(portVariables)) env[name] = String(await freePort());
  const home = await postgresHome(data);
  const processes = () =>
    spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter((line) => line.includes(folder) || line.includes(home));
  return {
    folder,
    env,
    left: processes,
    async remove() {
      for (const started of running.splice(0)) started.process.kill('SIGKILL');
      for (const line of processes()) process.kill(Number.parseInt(line, 10), 'SIGKILL');
      await rm(home, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const running: Started[] = [];

export interface Started {
  process: ChildProcess;
  /** Everything it has printed. */
  output(): string;
  /** Resolves when the output matches; rejects when the process ends first. */
  until(pattern: RegExp): Promise<void>;
  /** Exit code or signal. */
  ended: Promise<number | string>;
  /** Process ids of it and everything below it, right now. */
  family(): number[];
}

/** Runs an npm script as a person would, in a process group of its own. */
export function npm(script: string, env: NodeJS.ProcessEnv): Started {
  return run('npm', ['run', '--silent', script], { env });
}

export function run(
  command: string,
  args: string[],
  options: { env: NodeJS.ProcessEnv; uid?: number },
): Started {
  const child = spawn(command, args, {
    ...options,
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  const started: Started = {
    process: child,
    output: () => output,
    ended,
    async until(pattern) {
      let over = false;
      void ended.then(() => (over = true));
      while (!pattern.test(output)) {
        if (over) throw new Error(`It ended before it printed ${pattern}:\n${output}`);
        await sleep(50);
      }
    },
    family: () => descendants(child.pid!),
  };
  running.push(started);
  return started;
}

/**
 * PATH holds only what npm needs, the cache is empty or holds the Temporal server of this run, and what still asks for the
 * network meets a proxy that is not there.
 */
export async function withoutNetwork(
  { folder, env }: Room,
  { cached }: { cached: boolean },
): Promise<NodeJS.ProcessEnv> {
  const bin = path.join(folder, 'bin');
  const cache = path.join(folder, 'cache');
  await mkdir(bin);
  for (const name of ['npm', 'sh', 'id', 'env', 'node', 'ps']) {
    const { stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
    await symlink(stdout.trim(), path.join(bin, name));
  }
  const offline = { ...env, PATH: bin, XDG_CACHE_HOME: cache };
  if (cached) {
    const { usable } = await findTemporal(process.env);
    await mkdir(path.dirname(cachedFile(offline)), { recursive: true });
    await symlink(usable!.file, cachedFile(offline));
  }
  return { ...offline, NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: 'http://127.0.0.1:1' };
}

function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const line of spawnSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).stdout.split('\n')) {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    if (child && parent) parents.set(child, parent);
  }
  const family = [pid];
  for (const member of family) {
    for (const [child, parent] of parents) if (parent === member) family.push(child);
  }
  return family;
}

/** Those of the processes that still run, with their command lines; waits a moment for the last to go. */
export async function stillRunning(pids: number[]): Promise<string[]> {
  let left: string[] = [];
  for (let tries = 0; tries < 40; tries++) {
    left = pids.map((pid) => commandLine(pid)).filter(Boolean);
    if (left.length === 0) break;
    await sleep(50);
  }
  return left;
}

export const lastLine = (output: string) => output.trim().split('\n').at(-1) ?? '';

export const readIn = (env: NodeJS.ProcessEnv, file: string) =>
  readFileSync(path.join(env.AEGIS_DATA!, file), 'utf8');

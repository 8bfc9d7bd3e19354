import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine } from '../../cli/left-over.ts';
import { freePort } from '../../cli/ports.ts';
import { postgresHome } from '../../db/embedded.ts';
import { root } from '../../cli/settings.ts';

/** A data folder and ports of its own, so that a start of the tests meets no other. */
export async function createRoom(): Promise<{
  folder: string;
  env: NodeJS.ProcessEnv;
  remove(): Promise<void>;
}> {
  const folder = await mkdtemp(path.join(tmpdir(), 'aegis-start-'));
  const names = ['PORT', 'AEGIS_POSTGRES_PORT', 'AEGIS_TEMPORAL_PORT', 'AEGIS_TEMPORAL_UI_PORT'];
  const env: NodeJS.ProcessEnv = { ...process.env, AEGIS_DATA: path.join(folder, 'data'), LOG_LEVEL: 'warn' };
  for (const name of [...names, 'AEGIS_SANDBOX_PORT']) env[name] = String(await freePort());
  return {
    folder,
    env,
    async remove() {
      await rm(await postgresHome(env.AEGIS_DATA!), { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

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
  return {
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

/** Processes that mention the room, whoever started them: what a failed start has left. */
export function mentioning(folder: string): string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'args='], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(folder));
}

export const readIn = (env: NodeJS.ProcessEnv, file: string) =>
  readFileSync(path.join(env.AEGIS_DATA!, file), 'utf8');

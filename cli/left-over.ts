import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Ends a server that outlived its killed parent: the process whose id stands first in the file, if its command line
 * contains `mark` (a path that only our server uses, so a recycled id harms nobody). True when there was one.
 */
export async function stopLeftOver(
  pidFile: string,
  mark: string,
  signal: 'SIGINT' | 'SIGTERM',
): Promise<boolean> {
  const pid = readPid(pidFile);
  if (pid === null || !commandLine(pid).includes(mark)) return false;
  process.kill(pid, signal);
  for (let waited = 0; commandLine(pid).includes(mark); waited += 50) {
    if (waited === 15_000) process.kill(pid, 'SIGKILL');
    if (waited > 20_000) throw new Error(`Process ${pid} of an earlier start does not end; end it by hand.`);
    await sleep(50);
  }
  return true;
}

function readPid(file: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return pid > 1 ? pid : null;
  } catch {
    return null;
  }
}

/** Empty when there is no such process. */
export function commandLine(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Part } from './lifetime.ts';
import { root } from './settings.ts';

/** A Node process of ours that can be replaced by a fresh one; one that fails waits for that. */
export function startChild(
  name: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  stdout: 'inherit' | 'ignore' = 'inherit',
): Part & { restart(): Promise<void> } {
  let child = begin();
  let ending = false;
  let restarting: Promise<void> | undefined;

  function begin(): ChildProcess {
    // Detached: Ctrl-C in a terminal must reach only us, who end it in order.
    const started = spawn(process.execPath, args, {
      cwd: root,
      env,
      stdio: ['inherit', stdout, 'inherit'],
      detached: true,
    });
    started.once('exit', (code) => {
      if (started === child && !ending && !restarting && code !== 0)
        console.error(`${name} ended (${code}); it starts again at the next change`);
    });
    return started;
  }

  async function end(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await exited;
    clearTimeout(timer);
  }

  return {
    /** While one is going on, another adds nothing: the new process reads the newest files. */
    restart: () =>
      (restarting ??= end().then(() => {
        restarting = undefined;
        if (!ending) child = begin();
      })),
    async close() {
      ending = true;
      await end();
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

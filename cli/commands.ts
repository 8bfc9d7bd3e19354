import { existsSync } from 'node:fs';

type Command = { help: string; run: (args: string[]) => Promise<void> };

/** Each command loads only what it needs. */
const commands: Record<string, Command> = {
  up: {
    help: 'start everything: PostgreSQL, Temporal, sandbox, worker, API and console (npm start)',
    run: async () => (await import('./up.ts')).up(),
  },
  dev: {
    help: 'the same with hot reload of API, worker and console (npm run dev)',
    run: async () => (await import('./dev.ts')).dev(),
  },
  demo: {
    help: 'the main job without a browser, in a throw-away data folder (npm run demo)',
    run: async () => (await import('./demo.ts')).demo(),
  },
  doctor: {
    help: 'say what is there, what is missing and what to do (npm run doctor)',
    run: async () => (await import('./doctor.ts')).doctor(),
  },
  build: { help: 'build the console', run: async () => (await import('./console.ts')).buildCommand() },
  api: { help: 'run the API and console alone', run: async () => (await import('./serve.ts')).serveApi() },
  worker: { help: 'run a worker alone', run: async () => (await import('./serve.ts')).serveWorker() },
  serve: {
    help: 'run API and worker in one process',
    run: async () => (await import('./serve.ts')).serveBoth(),
  },
  sandbox: {
    help: 'run the platform sandbox alone',
    run: async () => (await import('./serve.ts')).serveSandbox(),
  },
  migrate: {
    help: 'create roles and database when ADMIN_DATABASE_URL is set, then migrate; prepare the Temporal namespace',
    run: async () => (await import('./migrate.ts')).migrateCommand(),
  },
  seed: {
    help: 'fill the demo tenant of a running AEGIS, through its own API',
    run: async () => (await import('./seed.ts')).seedCommand(),
  },
  'sign-in-link': {
    help: 'print a fresh link into the demo workspace of a running AEGIS',
    run: async () => (await import('./seed.ts')).signInLinkCommand(),
  },
  'rotate-keys': {
    help: 'seal every credential again under the current AEGIS_VAULT_KEY; --new-key makes one for npm start first',
    run: async (args) => (await import('./rotate-keys.ts')).rotateKeysCommand(args),
  },
  emails: {
    help: 'print the e-mails that wait because no SMTP server is configured, links included',
    run: async () => (await import('./emails.ts')).emailsCommand(),
  },
  openapi: {
    help: 'write openapi.json, after a change of the API',
    run: async () => (await import('./openapi.ts')).writeOpenapi(),
  },
  'data-model': {
    help: 'write docs/tables.md and docs/data-model.svg, after a change of the database',
    run: async () => (await import('./data-model.ts')).writeDataModel(),
  },
  bench: {
    help: 'run a benchmark: bench <name> [--json]',
    run: async (args) => (await import('./bench.ts')).bench(args),
  },
};

/** Runs one command. A failure is one sentence on stderr and exit code 1; AEGIS_DEBUG=1 shows where it came from. */
export async function main([name = 'help', ...args]: string[]): Promise<void> {
  const command = commands[name];
  if (!command) {
    const lines = Object.entries(commands).map(([key, { help }]) => `  ${key.padEnd(14)}${help}`);
    console.log(`Usage: npm run aegis -- <command>\n\n${lines.join('\n')}`);
    process.exit(name === 'help' || name === '--help' ? 0 : 1);
  }
  try {
    if (existsSync('.env')) process.loadEnvFile('.env');
    await command.run(args);
    process.exit();
  } catch (error) {
    console.error(process.env.AEGIS_DEBUG ? error : error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

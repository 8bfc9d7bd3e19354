import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root } from './settings.ts';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

interface Service {
  image?: string;
  environment?: Record<string, string | number>;
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  ports?: string[];
  volumes?: string[];
  profiles?: string[];
}

describe('.env.example', () => {
  const listed = [...read('.env.example').matchAll(/^#([A-Z_0-9]+)=/gm)].map(([, name]) => name);

  test('lists every variable that is read, and no other', () => {
    const schemas = [
      'api/config.ts',
      'api/edge-config.ts',
      'api/environment.ts',
      'workers/config.ts',
      'cli/settings.ts',
    ].flatMap((file) => [...read(file).matchAll(/^ {2}([A-Z][A-Z_0-9]+): /gm)].map(([, name]) => name));
    const inCli = globSync('cli/*.ts', { cwd: root })
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) => [...read(file).matchAll(/\b([A-Z_]+_DATABASE_URL|AEGIS_[A-Z_]+)\b/g)])
      .map(([, name]) => name);
    const inCompose = [...read('docker-compose.yml').matchAll(/\$\{([A-Z_]+):?[?-]/g)].map(
      ([, name]) => name,
    );
    expect(new Set(listed)).toEqual(new Set([...schemas, ...inCli, ...inCompose]));
  });

  test('holds no value of a secret', () => {
    expect(read('.env.example')).not.toMatch(/(KEY|SECRET|PASSWORD)=\S/);
  });
});

describe('docker-compose.yml (H2)', () => {
  const text = read('docker-compose.yml');
  const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };

  test('has PostgreSQL, Temporal on PostgreSQL with its UI, migrations, API, worker, and Redis on request', () => {
    expect(Object.keys(services).sort()).toEqual(
      [
        ...['api', 'worker', 'migrate', 'postgres', 'redis'],
        ...['temporal', 'temporal-postgres', 'temporal-schema', 'temporal-ui'],
      ].sort(),
    );
    expect(services.redis?.profiles).toEqual(['redis']);
    expect(services.temporal?.environment).toMatchObject({ POSTGRES_SEEDS: 'temporal-postgres' });
    expect(services.temporal?.volumes?.[0]).toContain('./temporal/dynamic-config.yaml');
  });

  test('API and worker start after migrations, which wait for healthy services', () => {
    for (const name of ['api', 'worker']) {
      expect(services[name]?.depends_on).toEqual({
        migrate: { condition: 'service_completed_successfully' },
      });
    }
    for (const name of Object.keys(services.migrate?.depends_on ?? {})) {
      expect(services.migrate?.depends_on?.[name]?.condition).toBe('service_healthy');
      expect(services[name]?.healthcheck?.test).toBeDefined();
    }
  });

  test('no secret has a default: each is required with a sentence that says how to make one', () => {
    const names = [...text.matchAll(/\$\{(\w*(?:PASSWORD|VAULT_KEY))([^}]*)\}/g)];
    const required = new Set(
      names.filter(([, , rest]) => /^:\?.*openssl rand/.test(rest!)).map(([, name]) => name),
    );
    expect(required).toEqual(new Set(names.map(([, name]) => name)));
    expect(text).not.toMatch(/PASSWORD:-|VAULT_KEY:-/);
  });

  test('what has no authentication listens on this machine only', () => {
    for (const { ports = [] } of Object.values(services)) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  const client = hasComposeClient();
  (client ? test : test.skip)('is accepted by `docker compose config`', () => {
    const env: NodeJS.ProcessEnv = { ...process.env };
    for (const [, name] of text.matchAll(/\$\{(\w+):\?/g)) env[name!] = 'word';
    execFileSync('docker', ['compose', 'config', '--quiet'], { cwd: root, env });
  });
});

function hasComposeClient(): boolean {
  try {
    execFileSync('docker', ['compose', 'version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

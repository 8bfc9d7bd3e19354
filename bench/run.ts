import { readApiConfig } from '../api/config.ts';
import { createLog } from '../api/log.ts';
import { startApi } from '../api/server.ts';
import { createApiClient, waitFor } from '../cli/api-client.ts';
import { startChild } from '../cli/child.ts';
import { connectSandbox, signIn } from '../cli/fill.ts';
import { live, type Lifetime } from '../cli/lifetime.ts';
import { startServices } from '../cli/services.ts';
import type { Settings } from '../cli/settings.ts';
import { inThrowAwayFolder } from '../cli/throw-away.ts';
import { openDatabase } from '../db/database.ts';
import { createWorkspace } from '../db/repositories/tenants.ts';
import { connectTemporal } from '../temporal/client.ts';
import { readWorkerConfig } from '../workers/config.ts';
import { startWorker } from '../workers/main.ts';
import { report, type Figure } from './report.ts';
import { openAgentRuns } from './run/agent-runs.ts';
import { measure, median, type Measured, type Subject } from './run/measure.ts';
import { startRawEngine } from './run/raw-engine.ts';

const ROUNDS = 3;
const alone = { count: 60, concurrency: 1 };
const together = { count: 200, concurrency: 10 };
const person = { email: 'bench@aegis.example', password: 'a-long-password-for-the-bench' };

/**
 * An agent run (spend and ROI analysis of a 90-day account, offline model, row-level security and audit on) from HTTP
 * request to `completed` on the event stream, beside Temporal alone; in one process, then with API and worker apart.
 */
export const run = (options: { json: boolean }) =>
  inThrowAwayFolder('bench', (settings) =>
    live(async (lifetime) => report(await figures(settings, lifetime), options)),
  );

async function figures(settings: Settings, lifetime: Lifetime): Promise<Figure[]> {
  const asked = { ...process.env, LOG_LEVEL: 'error', AEGIS_PUBLIC_URL: '', AEGIS_LOG_FILE: '' };
  const { env } = await startServices(settings, asked, lifetime, say);
  const apiUrl = `http://127.0.0.1:${settings.ports.api}`;

  const worker = await startWorker(readWorkerConfig(env));
  lifetime.add('The worker', { close: () => worker.close() }); // closed before the end, on purpose
  const api = await startApi(readApiConfig(env), worker);
  lifetime.add('The API', api);
  await createOwner(env.DATABASE_URL!);
  const client = createApiClient(apiUrl, env.AEGIS_PUBLIC_URL!, lifetime.signal);
  await signIn(client, person.email, person.password);
  const { platform, accounts } = await connectSandbox(client, say, lifetime.signal);
  const account = { platform, accountId: accounts[0]!.id };
  const openRuns = () => openAgentRuns(apiUrl, env.AEGIS_PUBLIC_URL!, person, account);

  const here = await rounds('in one process', await startRawEngine(worker.temporal), await openRuns());
  await api.close();
  await worker.close();

  lifetime.add('The worker apart', startChild('The worker', ['cli/main.mjs', 'worker'], env, 'ignore'));
  lifetime.add('The API apart', startChild('The API', ['cli/main.mjs', 'api'], env, 'ignore'));
  const temporal = await connectTemporal(
    readWorkerConfig(env).temporal,
    createLog({ part: 'worker', level: 'error' }),
  );
  lifetime.add('The connection', temporal);
  await untilReady(apiUrl, lifetime.signal);
  const apart = await rounds('API and worker apart', await startRawEngine(temporal), await openRuns());

  return [
    latency('latency_p50', here, { text: '≤ 2.5 × raw', most: 2.5 }),
    throughput('throughput', here, { text: '≥ 0.4 × raw', least: 0.4 }),
    latency('latency_p50_apart', apart, { text: 'none', most: Infinity }),
    throughput('throughput_apart', apart, { text: 'none', least: 0 }),
  ];
}

interface Round {
  raw: { alone: Measured; together: Measured };
  agent: { alone: Measured; together: Measured };
}

/** Raw engine and agent run take turns, so that what else the machine does falls on both. */
async function rounds(where: string, raw: Subject, agent: Subject): Promise<Round[]> {
  say(`Measuring ${where}: warming up`);
  for (const subject of [raw, agent]) await measure(subject, { count: 40, concurrency: 4 });
  const measured: Round[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    say(`Measuring ${where}: round ${round} of ${ROUNDS}`);
    const [rawAlone, agentAlone] = [await measure(raw, alone), await measure(agent, alone)];
    const [rawTogether, agentTogether] = [await measure(raw, together), await measure(agent, together)];
    measured.push({
      raw: { alone: rawAlone, together: rawTogether },
      agent: { alone: agentAlone, together: agentTogether },
    });
  }
  await agent.close();
  await raw.close();
  return measured;
}

/** Median over all runs of all rounds, in ms. */
function latency(figure: string, measured: Round[], target: { text: string; most: number }): Figure {
  const value = median(measured.flatMap(({ agent }) => agent.alone.latencies));
  const baseline = median(measured.flatMap(({ raw }) => raw.alone.latencies));
  const ratio = value / baseline;
  return {
    bench: 'run',
    figure,
    value,
    unit: 'ms',
    baseline,
    ratio,
    target: target.text,
    holds: ratio <= target.most,
  };
}

/** Median of the rounds, in runs a second. */
function throughput(figure: string, measured: Round[], target: { text: string; least: number }): Figure {
  const value = median(measured.map(({ agent }) => agent.together.throughput));
  const baseline = median(measured.map(({ raw }) => raw.together.throughput));
  const ratio = value / baseline;
  return {
    bench: 'run',
    figure,
    value,
    unit: '/s',
    baseline,
    ratio,
    target: target.text,
    holds: ratio >= target.least,
  };
}

async function createOwner(databaseUrl: string): Promise<void> {
  const db = openDatabase(databaseUrl, { name: 'aegis-bench', size: 1 });
  try {
    await createWorkspace(db, {
      name: 'Bench',
      plan: 'enterprise',
      timeZone: 'Europe/Paris',
      currency: 'EUR',
      ownerEmail: person.email,
      ownerName: 'Bench',
      password: person.password,
    });
  } finally {
    await db.close();
  }
}

/** The worker apart is up when a run through it ends; the API when it says so. */
async function untilReady(apiUrl: string, signal: AbortSignal): Promise<void> {
  const ready = () =>
    fetch(`${apiUrl}/readyz`, { signal }).then(
      ({ ok }) => ok,
      () => false,
    );
  await waitFor('The API', ready, Boolean, signal, 1);
}

/** Progress goes beside the figures, which a program may read. */
const say = (text: string) => console.error(text);

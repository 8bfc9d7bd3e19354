import { setTimeout as sleep } from 'node:timers/promises';
import { readApiConfig } from '../api/config.ts';
import { startApi } from '../api/server.ts';
import { live, type Lifetime } from '../cli/lifetime.ts';
import { startServices } from '../cli/services.ts';
import type { Settings } from '../cli/settings.ts';
import { inThrowAwayFolder } from '../cli/throw-away.ts';
import { openDatabase } from '../db/database.ts';
import { createSignInLink } from '../db/repositories/sessions.ts';
import { createWorkspace } from '../db/repositories/tenants.ts';
import { askFrom } from '../tests/api/address.ts';
import { report, type Figure } from './report.ts';
import { median } from './run/measure.ts';

const password = 'a long enough password';
const known = 'known@aegis.example';
const GUESSES_A_MINUTE = 1_000;
const SECONDS = Number(process.env.AEGIS_BENCH_SECONDS ?? 60);
const TIMINGS = Number(process.env.AEGIS_BENCH_TIMINGS ?? 200);

/**
 * Guessing at one account at 1,000 a minute: whether its owner still gets in from elsewhere and what others feel of it; and
 * whether answers for known and unknown accounts can be told apart by the clock. Needs Linux, whose loopback has many
 * addresses.
 */
export const run = (options: { json: boolean }) =>
  inThrowAwayFolder('bench', (settings) =>
    live(async (lifetime) => report(await figures(settings, lifetime), options)),
  );

async function figures(settings: Settings, lifetime: Lifetime): Promise<Figure[]> {
  const asked = { ...process.env, LOG_LEVEL: 'error', AEGIS_PUBLIC_URL: '', AEGIS_LOG_FILE: '' };
  const { env } = await startServices(settings, asked, lifetime, say);
  lifetime.add('The API', await startApi(readApiConfig(env)));
  const url = `http://127.0.0.1:${settings.ports.api}`;
  const cookie = await prepare(env.DATABASE_URL!, url);
  return [
    ...(await flood('one_address', url, cookie, () => '127.1.0.1')),
    ...(await flood('many_addresses', url, cookie, (n) => `127.2.${n % 250}.1`)),
    ...(await apart('sign_in', (email, address) =>
      askFrom(address, url, 'POST', '/api/v1/auth/sign-in', { email, password: 'a wrong password' }),
    )),
    ...(await apart('password_reset', (email, address) =>
      askFrom(address, url, 'POST', '/api/v1/auth/password-reset', { email }),
    )),
  ];
}

/** An account to guess at, and the cookie of somebody else who works. */
async function prepare(databaseUrl: string, url: string): Promise<string> {
  const db = openDatabase(databaseUrl, { name: 'aegis-bench', size: 1 });
  try {
    await createWorkspace(db, { name: 'Bench', ownerEmail: known, ownerName: 'Owner', password });
    const other = { name: 'Other', ownerEmail: 'other@aegis.example', ownerName: 'Other', password: null };
    const token = await createSignInLink(db, await createWorkspace(db, other));
    const answer = await fetch(`${url}/api/v1/auth/sign-in-link`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    return answer.headers.get('set-cookie')!.split(';')[0]!;
  } finally {
    await db.close();
  }
}

/** Guesses for a minute; meanwhile the owner signs in every three seconds and somebody else works. */
async function flood(
  name: string,
  url: string,
  cookie: string,
  addressOf: (n: number) => string,
): Promise<Figure[]> {
  say(`Guessing ${GUESSES_A_MINUTE} times a minute, ${name.replace('_', ' ')}`);
  const begun = Date.now();
  const end = begun + SECONDS * 1000;
  const guesses: Promise<{ status: number }>[] = [];
  const guessing = (async () => {
    for (let n = 0; Date.now() < end; n++) {
      const body = { email: known, password: `guess ${n}` };
      guesses.push(askFrom(addressOf(n), url, 'POST', '/api/v1/auth/sign-in', body));
      await sleep(Math.max(0, begun + (n * 60_000) / GUESSES_A_MINUTE - Date.now()));
    }
  })();
  const owner: number[] = [];
  const signingIn = (async () => {
    for (let n = 0; Date.now() < end; n++) {
      const body = { email: known, password };
      owner.push((await askFrom(`127.3.${n % 250}.1`, url, 'POST', '/api/v1/auth/sign-in', body)).status);
      await sleep(3_000);
    }
  })();
  const beside: number[] = [];
  const working = (async () => {
    while (Date.now() < end) {
      const since = performance.now();
      await (await fetch(`${url}/api/v1/session`, { headers: { cookie } })).text();
      beside.push(performance.now() - since);
      await sleep(20);
    }
  })();
  await Promise.all([guessing, signingIn, working]);
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);
  const looked = statuses.filter((status) => status === 401).length;
  say(`${statuses.length} guesses, ${looked} looked at, ${statuses.length - looked} turned away`);
  const inside = owner.filter((status) => status === 204).length / owner.length;
  const p99 = beside.sort((a, b) => a - b)[Math.floor(beside.length * 0.99)]!;
  const wrong = statuses.filter((status) => status !== 401 && status !== 429).length;
  return [
    figure(`${name}_owner_signs_in`, inside, 'of 1', '= 1', inside === 1),
    figure(`${name}_others_p99`, p99, 'ms', '< 300 ms', p99 < 300),
    figure(`${name}_other_answers`, wrong, 'guesses', '= 0', wrong === 0),
  ];
}

/** Known and unknown accounts in turn, each from an address of its own. */
async function apart(
  name: string,
  ask: (email: string, address: string) => Promise<unknown>,
): Promise<Figure[]> {
  say(`Comparing known and unknown accounts, ${name.replace('_', ' ')}`);
  const times = { known: [] as number[], unknown: [] as number[] };
  const one = async (kind: keyof typeof times, email: string, address: string) => {
    const since = performance.now();
    await ask(email, address);
    times[kind].push(performance.now() - since);
  };
  for (let n = -10; n < TIMINGS; n++) {
    const pair = [
      () => one('known', known, `127.4.${Math.abs(n) % 250}.${1 + Math.floor(Math.abs(n) / 250)}`),
      () =>
        one(
          'unknown',
          `nobody-${n}@aegis.example`,
          `127.5.${Math.abs(n) % 250}.${1 + Math.floor(Math.abs(n) / 250)}`,
        ),
    ];
    for (const turn of n % 2 === 0 ? pair : pair.reverse()) await turn();
    if (n === -1) for (const kind of ['known', 'unknown'] as const) times[kind] = []; // warm now
  }
  // Neighbours in time, so that what else the machine does falls on both.
  const difference = Math.abs(median(times.known.map((time, n) => time - times.unknown[n]!)));
  const p = kolmogorovSmirnov(times.known, times.unknown);
  const [text, holds] = ['≤ 5 ms', difference <= 5] as const;
  return [
    { ...figure(`${name}_difference`, difference, 'ms', text, holds), baseline: median(times.unknown) },
    figure(`${name}_same_distribution`, p, 'p', '> 0.01', p > 0.01),
  ];
}

/** Two-sample Kolmogorov–Smirnov: the chance of such a difference between two samples of one distribution (Stephens). */
function kolmogorovSmirnov(first: number[], second: number[]): number {
  const share = (sample: number[], x: number) => sample.filter((value) => value <= x).length / sample.length;
  const most = Math.max(...[...first, ...second].map((x) => Math.abs(share(first, x) - share(second, x))));
  const n = Math.sqrt((first.length * second.length) / (first.length + second.length));
  const lambda = (n + 0.12 + 0.11 / n) * most;
  let p = 0;
  for (let k = 1; k <= 100; k++) p += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * lambda * lambda);
  return Math.min(1, Math.max(0, p));
}

const figure = (name: string, value: number, unit: string, target: string, holds: boolean): Figure => ({
  ...{ bench: 'sign-in', figure: name, value, unit, baseline: null, ratio: null, target, holds },
});

/** Progress goes beside the figures, which a program may read. */
const say = (text: string) => console.error(text);

import { randomFor, type Random } from '../domain/random.ts';
import type { MarketCampaign } from './market.ts';
import { parseScenario, type Scenario, type ScenarioInput } from './scenario.ts';

type CampaignInput = ScenarioInput['accounts'][number]['campaigns'][number];

export interface GenerateOptions {
  seed: string;
  campaigns: number;
  /** Days of history before the origin. */
  days: number;
  /** Date of day 0, 'YYYY-MM-DD'; none: the day of loading. */
  origin?: string;
  /** Share of campaigns whose curve nobody could find: constant budget or too few days. Default 0.2. */
  hidden?: number;
  /** Campaigns per ad account. Default 12. */
  perAccount?: number;
}

/**
 * A random world for benchmarks and property tests; the same options give the same world.
 * Traits tell what each campaign is: "concave" or "s-shaped", and "varied", "constant-budget" or "few-days".
 */
export function generateScenario(options: GenerateOptions): Scenario {
  const { seed, campaigns, days, origin, hidden = 0.2, perAccount = 12 } = options;
  const accounts = Array.from({ length: Math.ceil(campaigns / perAccount) }, (_, n) => {
    const first = n * perAccount;
    const count = Math.min(perAccount, campaigns - first);
    return {
      id: String(10_203_847_561_000_000n + BigInt(n)),
      name: `Account ${n + 1}`,
      currency: 'EUR',
      timeZone: 'Europe/Paris',
      countries: [
        { code: 'FR', share: 0.85 },
        { code: 'BE', share: 0.15 },
      ],
      campaigns: Array.from({ length: count }, (_, i) => generateCampaign(seed, first + i, days, hidden)),
    };
  });
  return parseScenario({
    format: 'aegis-sandbox/1',
    name: `generated ${seed}`,
    seed,
    origin,
    user: { id: '10224987654321098', name: 'Robin Sandbox' },
    accounts,
  });
}

/** How a campaign sells: a curve that gives a plausible ROAS around the budget, with its weekday, season and noise. */
export function drawDemand(random: Random, budget: number): MarketCampaign['model'] {
  const sShaped = random.uniform() < 0.3;
  const a = sShaped ? between(random, 1.4, 2.6) : between(random, 0.55, 1);
  const k = budget * (sShaped ? between(random, 0.7, 1.6) : between(random, 0.6, 3));
  const roas = between(random, 1.3, 7);
  const vmax = roas * budget * (1 + (k / budget) ** a);
  const weekend = between(random, -0.15, 0.3);
  const weekday = [0, 0, 0, 0, 0.3, 1, 0.8].map((w) => 1 + w * weekend + 0.04 * random.normal());
  const mean = weekday.reduce((sum, w) => sum + w, 0) / 7;
  return {
    curve: { vmax: round(vmax), k: round(k), a: round(a) },
    weekday: weekday.map((w) => round(w / mean, 4)),
    season: { amplitude: round(between(random, 0, 0.2)), peakDay: random.integer(0, 365) },
    orders: {
      value: round(between(random, 30, 120)),
      dispersion: random.integer(20, 80),
      lateShare: round(between(random, 0.1, 0.3)),
      lateDays: round(between(random, 2, 5)),
    },
    delivery: { fill: round(between(random, 0.95, 1), 4), spread: round(between(random, 0.02, 0.06), 4) },
    media: {
      cpm: round(between(random, 5, 14)),
      ctr: round(between(random, 0.008, 0.025), 5),
      frequency: round(between(random, 1.1, 2)),
    },
  };
}

function generateCampaign(seed: string, n: number, days: number, hidden: number): CampaignInput {
  const random = randomFor(seed, 'campaign', n);
  const base = Math.round(40 * (400 / 40) ** random.uniform());
  const demand = drawDemand(random, base);
  const visibility = random.uniform() >= hidden ? 'varied' : random.pick(['constant-budget', 'few-days']);
  const starts = visibility === 'few-days' ? -random.integer(8, 30) : -days;
  return {
    id: String(120_245_452_617_000_000n + BigInt(n) * 7_919n),
    name: `Campaign ${n + 1}`,
    starts,
    budgets:
      visibility === 'varied' ? variedBudgets(random, starts, base) : [{ from: starts, daily: `${base}.00` }],
    ...demand,
    traits: [demand.curve.a > 1 ? 's-shaped' : 'concave', visibility],
  };
}

/** Steps every one to three weeks around a base, as a team that tries things would leave behind. */
function variedBudgets(random: Random, starts: number, base: number): CampaignInput['budgets'] {
  const budgets: CampaignInput['budgets'] = [];
  for (let from = starts; from <= 0; from += random.integer(7, 21)) {
    const factor = Math.min(2.2, Math.max(0.4, Math.exp(0.38 * random.normal())));
    budgets.push({ from, daily: (base * factor).toFixed(2) });
  }
  return budgets;
}

function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

function round(x: number, digits = 3): number {
  return Number(x.toFixed(digits));
}

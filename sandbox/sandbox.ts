import { createClock, type Clock } from './clock.ts';
import { createFaults, type Faults } from './faults.ts';
import { applyGrant, createGrants, type Grants } from './grants.ts';
import { openLedger, type Entry, type Happening, type Ledger } from './ledger.ts';
import { defaultScenario, parseScenario, readScenario, type Scenario } from './scenario.ts';
import { createUsage, type Usage } from './usage.ts';
import { applyWrite, buildWorld, type World } from './world.ts';

/** The sandbox without its HTTP side. State changes only through `record`, which writes the ledger first. */
export interface Sandbox {
  clock: Clock;
  ledger: Ledger;
  grants: Grants;
  usage: Usage;
  faults: Faults;
  world: () => World;
  record: (happening: Happening) => Entry;
}

export interface SandboxOptions {
  /** None: the state lives in memory. */
  ledgerFile?: string;
  /** A scenario or the path of one, for a ledger that has none yet. Default: Maison Solène. */
  scenario?: unknown;
  /** The machine's time in ms; the sandbox clock starts there. */
  now?: () => number;
}

/** Opens the ledger, replays it, and starts a world when there is none. */
export function openSandbox({ ledgerFile, scenario, now = Date.now }: SandboxOptions): Sandbox {
  const clock = createClock(now);
  const ledger = openLedger(ledgerFile);
  const grants = createGrants();
  const usage = createUsage(Date.now);
  let world: World | null = null;

  const apply = (entry: Entry) => {
    if (entry.kind === 'clock') clock.set(entry.clock);
    else if (entry.kind === 'write') applyWrite(world!, entry);
    else if (entry.kind === 'scenario') {
      world = buildWorld(parseScenario(entry.scenario), entry.origin);
      const { insightsPerHour, managementPerHour } = world.scenario.limits;
      usage.setQuotas({ ads_insights: insightsPerHour, ads_management: managementPerHour });
    } else applyGrant(grants, entry);
  };
  const record = (happening: Happening): Entry => {
    const entry = ledger.append(clock.now(), happening);
    apply(entry);
    return entry;
  };

  for (const entry of ledger.entries()) apply(entry);
  if (!world) record(scenarioHappening(chosen(scenario), clock.now()));
  return { clock, ledger, grants, usage, faults: createFaults(), world: () => world!, record };
}

/** A scenario without an origin begins on the sandbox clock's date (UTC). */
export function scenarioHappening(scenario: Scenario, now: number): Happening {
  return { kind: 'scenario', origin: scenario.origin ?? new Date(now).toISOString().slice(0, 10), scenario };
}

function chosen(scenario: unknown): Scenario {
  if (scenario === undefined) return defaultScenario();
  return typeof scenario === 'string' ? readScenario(scenario) : parseScenario(scenario);
}

import { z } from 'zod';
import { dayNumber, localTime } from './days.ts';
import { faultSchema } from './faults.ts';
import { scenarioHappening, type Sandbox } from './sandbox.ts';
import { parseScenario } from './scenario.ts';
import { truthOf } from './truth.ts';

export interface ControlAnswer {
  status: number;
  body: unknown;
}

const clockSchema = z.union([
  z.strictObject({ reset: z.literal(true) }),
  z.strictObject({
    /** ISO 8601 with a zone. */
    set: z.iso.datetime({ offset: true }).optional(),
    advance: z
      .strictObject({
        days: z.number().optional(),
        hours: z.number().optional(),
        minutes: z.number().optional(),
        seconds: z.number().optional(),
      })
      .optional(),
    /** Whether the clock stands; left out: as before. */
    frozen: z.boolean().optional(),
  }),
]);

/** The routes that belong to the sandbox and not to Meta. null: no such route. Throws Error with what is wrong in the request. */
export function control(
  sandbox: Sandbox,
  method: string,
  path: string,
  query: URLSearchParams,
  body: unknown,
): ControlAnswer | null {
  switch (`${method} ${path}`) {
    case 'GET /__truth':
      return { status: 200, body: truth(sandbox, query) };
    case 'GET /__ledger':
      return { status: 200, body: ledger(sandbox, query) };
    case 'GET /__clock':
      return { status: 200, body: clockOf(sandbox) };
    case 'POST /__clock':
      return moveClock(sandbox, clockSchema.parse(body));
    case 'GET /__faults':
      return { status: 200, body: { data: sandbox.faults.list() } };
    case 'POST /__faults':
      return addFaults(sandbox, z.array(faultSchema).parse([body].flat()));
    case 'DELETE /__faults':
      sandbox.faults.clear();
      return { status: 200, body: { data: [] } };
    case 'POST /__scenario':
      sandbox.record(scenarioHappening(parseScenario(body), sandbox.clock.now()));
      return { status: 200, body: { scenario: sandbox.world().scenario.name } };
    default:
      return null;
  }
}

/** ?since&until (default: the last 28 days to today), ?campaign */
function truth(sandbox: Sandbox, query: URLSearchParams): object {
  const now = sandbox.clock.now();
  const [first] = sandbox.world().accounts.values();
  const today = localTime(now, first!.timeZone).day;
  const read = (name: string, fallback: number) => (query.has(name) ? dayNumber(query.get(name)!) : fallback);
  const [since, until] = [read('since', today - 27), read('until', today)];
  if (until - since > 1200) throw new Error('Ask for at most 1,200 days at once.');
  return truthOf(sandbox.world(), now, since, until, query.get('campaign'));
}

/** ?kind=write|code|token|…, ?campaign, ?after=<seq> */
function ledger(sandbox: Sandbox, query: URLSearchParams): object {
  const [kind, campaign, after] = [query.get('kind'), query.get('campaign'), Number(query.get('after') ?? 0)];
  const data = sandbox.ledger
    .entries()
    .slice(after)
    .filter((e) => kind === null || e.kind === kind)
    .filter((e) => campaign === null || ('campaignId' in e && e.campaignId === campaign));
  return { data };
}

function clockOf(sandbox: Sandbox): object {
  return { now: new Date(sandbox.clock.now()).toISOString(), frozen: 'frozenAt' in sandbox.clock.state() };
}

function moveClock(sandbox: Sandbox, move: z.infer<typeof clockSchema>): ControlAnswer {
  const { clock } = sandbox;
  if ('reset' in move) {
    sandbox.record({ kind: 'clock', clock: { offsetMs: 0 } });
    return { status: 200, body: clockOf(sandbox) };
  }
  const { days = 0, hours = 0, minutes = 0, seconds = 0 } = move.advance ?? {};
  const start = move.set === undefined ? clock.now() : Date.parse(move.set);
  const target = start + (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  if (target < sandbox.world().lastWriteAt) {
    return {
      status: 409,
      body: { error: 'The clock cannot go back to before the last write. Load a scenario again first.' },
    };
  }
  sandbox.record({ kind: 'clock', clock: clock.stateAt(target, move.frozen ?? 'frozenAt' in clock.state()) });
  return { status: 200, body: clockOf(sandbox) };
}

function addFaults(sandbox: Sandbox, faults: z.infer<typeof faultSchema>[]): ControlAnswer {
  for (const fault of faults) {
    if (fault.kind === 'revoke-tokens') sandbox.record({ kind: 'revoke', subcode: fault.subcode });
    else sandbox.faults.add(fault);
  }
  return { status: 200, body: { data: sandbox.faults.list() } };
}

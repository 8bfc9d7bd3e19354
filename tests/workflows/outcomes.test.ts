import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { addDays, localDate } from '../../domain/calendar.ts';
import { calibrationOf } from '../../db/repositories/agent-instances.ts';
import { checksOf } from '../../db/repositories/outcome-checks.ts';
import { MONDAY } from '../sandbox/client.ts';
import { runSync } from '../sync/workspace.ts';
import { eventually } from './product.ts';
import { micros, startChanges } from './proposals.ts';

/** design.md §7: what came of a change, 7 and 28 days later, against the account's unchanged campaigns. */
jest.setTimeout(90_000);

const LINEN = '120245452617390604';
const CART = '120245452617400217';
const TOWELS = '120245452617422391';
const DAY = 86_400_000;
const wide = { mean: '0', p10: micros(-100_000), p90: micros(100_000) };

let changes: Awaited<ReturnType<typeof startChanges>>;
beforeAll(async () => {
  changes = await startChanges();
});
afterAll(() => changes.close());

const checks = (id: string) => changes.inTenant((tx) => checksOf(tx, id));

/** Moves everybody's clock, brings the data up to date, and lets the change look at its rows as its timer would. */
async function goTo(proposal: Parameters<typeof changes.wake>[0], instant: number) {
  await untilItWaits(proposal.id);
  await changes.workspace.setClock(instant);
  await runSync(changes.workspace, changes.tenant);
  await changes.wake(proposal);
}

/** Starts, approves and applies a change; the instant at which it was. */
async function apply(proposal: Parameters<typeof changes.begin>[0]): Promise<number> {
  await changes.begin(proposal);
  await changes.decide(proposal);
  return (await changes.until(proposal.id, 'read_back')).applied_at!.getTime();
}

/** Its row says so a moment before: a clock moved in between would have it score at once. */
const untilItWaits = (id: string) =>
  eventually(
    () => changes.handle(id).fetchHistory(),
    ({ events }) => (events ?? []).filter((event) => event.timerStartedEventAttributes).length > 1,
  );

/** Revenue a week that the change brought, from the sandbox's own account of what it reports today. */
async function effectByTruth(
  changedOn: string,
  afterDays: number,
  changed: readonly string[] = [LINEN, CART],
): Promise<number> {
  const [since, until] = [addDays(changedOn, -28), addDays(changedOn, afterDays)];
  const { body } = await changes.workspace.sandbox.control(`/__truth?since=${since}&until=${until}`);
  const campaigns = body.campaigns as unknown as {
    id: string;
    accountId: string;
    days: { day: string; now: { valueMicros: string; spendMicros: string } | null }[];
  }[];
  const { account_id: accountId } = await changes.campaign(LINEN);
  const total = (ids: string[], from: string, to: string) =>
    campaigns
      .filter((one) => ids.includes(one.id))
      .flatMap((one) => one.days)
      .filter((one) => one.day >= from && one.day <= to)
      .reduce((sum, one) => sum + Number(one.now?.valueMicros ?? 0), 0);
  const others = campaigns
    .filter((one) => one.accountId === accountId && !changed.includes(one.id))
    .map((one) => one.id);
  const before = [since, addDays(changedOn, -1)] as const;
  const after = [addDays(changedOn, 1), until] as const;
  const growth = total(others, ...after) / afterDays / (total(others, ...before) / 28);
  return 7 * (total([LINEN], ...after) / afterDays - (growth * total([LINEN], ...before)) / 28);
}

test('a promise is held against the outcome after 7 and after 28 days', async () => {
  const proposal = await changes.advise(LINEN, 215, { revenue: wide });
  await changes.begin(proposal);
  await changes.decide(proposal);
  const { applied_at: appliedAt } = await changes.until(proposal.id, 'read_back');
  const changedOn = localDate(appliedAt!, 'Europe/Paris');

  // A second campaign of the account is changed too: it is no measure for the first.
  const other = await changes.advise(CART, 165);
  await changes.begin(other);
  await changes.decide(other);
  await changes.until(other.id, 'read_back');

  // The days have to be over and reported before they count.
  expect((await checks(proposal.id)).map((one) => [one.after_days, one.state, one.due_at.getTime()])).toEqual(
    [
      [7, 'due', MONDAY + 8 * DAY],
      [28, 'due', MONDAY + 29 * DAY],
    ],
  );
  await goTo(proposal, MONDAY + 8 * DAY - 60_000);
  expect((await checks(proposal.id)).map((one) => one.state)).toEqual(['due', 'due']);

  await goTo(proposal, MONDAY + 8 * DAY);
  const [week] = await until(proposal.id, 'done', 'due');
  expect(week).toMatchObject({
    inside: true,
    result: { measured: true, per: 'week', promised: wide, days: 7 },
  });
  expect(effectOf(week!)).toBeCloseTo(await effectByTruth(changedOn, 7), -1);
  expect(await changes.openDue(proposal.id)).toBe(true);

  await goTo(proposal, MONDAY + 29 * DAY);
  const [, month] = await until(proposal.id, 'done', 'done');
  expect(effectOf(month!)).toBeCloseTo(await effectByTruth(changedOn, 28), -1);
  expect(effectOf(month!)).not.toBe(effectOf(week!));

  await changes.handle(proposal.id).result();
  expect(await changes.openDue(proposal.id)).toBe(false);
  expect(await changes.inTenant((tx) => calibrationOf(tx, 'budget-analyzer'))).toEqual({
    checked: 2,
    inside: 2,
  });
});

test('a campaign that AEGIS changed again within the days has no outcome', async () => {
  const proposal = await changes.advise(LINEN, 220, { revenue: wide });
  const applied = await apply(proposal);
  await goTo(proposal, applied + 3 * DAY);
  await apply(await changes.advise(LINEN, 225));
  await goTo(proposal, applied + 8 * DAY);
  const [week] = await until(proposal.id, 'refused', 'due');
  expect(week).toMatchObject({ inside: null, result: { measured: false, reason: 'changed-again' } });
});

test('neither has one that somebody else changed; and such a campaign is no measure for another', async () => {
  const proposal = await changes.advise(LINEN, 230, { revenue: wide });
  const other = await changes.advise(CART, 170, { revenue: wide });
  const applied = await apply(proposal);
  await apply(other);
  const changedOn = localDate(new Date(applied), 'Europe/Paris');
  await goTo(proposal, applied + 3 * DAY);
  await changes.workspace.sandbox.post(`/${CART}`, { daily_budget: '19000' });
  await changes.workspace.sandbox.post(`/${TOWELS}`, { daily_budget: '20000' });
  await goTo(proposal, applied + 8 * DAY);
  const [week] = await until(proposal.id, 'done', 'due');
  expect(effectOf(week!)).toBeCloseTo(await effectByTruth(changedOn, 7, [LINEN, CART, TOWELS]), -1);

  await changes.wake(other);
  const [refused] = await until(other.id, 'refused', 'due');
  expect(refused).toMatchObject({ inside: null, result: { measured: false, reason: 'changed-again' } });
});

test('an outcome waits a week for days that no sync has brought, then is refused; outside the promise it counts against the agent', async () => {
  const promised = { mean: micros(1_000_000), p10: micros(900_000), p90: micros(1_100_000) };
  const proposal = await changes.advise(LINEN, 216, { revenue: promised });
  await changes.begin(proposal);
  await changes.decide(proposal);
  const applied = (await changes.until(proposal.id, 'read_back')).applied_at!.getTime();
  const dueOn = (i: number, days: number) =>
    eventually(
      () => checks(proposal.id),
      (rows) => rows[i]!.state === 'due' && rows[i]!.due_at.getTime() === applied + days * DAY,
    );

  await changes.workspace.setClock(applied + 8 * DAY);
  await changes.wake(proposal);
  await dueOn(0, 9);
  await goTo(proposal, applied + 9 * DAY);
  const [week] = await until(proposal.id, 'done', 'due');
  expect(week).toMatchObject({ inside: false, result: { measured: true, days: 7 } });

  // Three more weeks, and another one, without a sync.
  await changes.workspace.setClock(applied + 29 * DAY);
  await changes.wake(proposal);
  await dueOn(1, 30);
  await changes.workspace.setClock(applied + 36 * DAY);
  await changes.wake(proposal);
  const [, month] = await until(proposal.id, 'done', 'refused');
  expect(month).toMatchObject({ inside: null, result: { measured: false, reason: 'days-missing' } });
  await changes.handle(proposal.id).result();
});

const effectOf = (check: { result: unknown }) => (check.result as { effect: number }).effect;

async function until(id: string, ...states: ('due' | 'done' | 'refused')[]) {
  return eventually(
    () => checks(id),
    (rows) => rows.every((row, i) => row.state === states[i]),
  );
}

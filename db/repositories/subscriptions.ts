import { sql, type Selectable } from 'kysely';
import {
  changed,
  settled,
  tried,
  type PlanEventKind,
  type PlanKey,
  type Standing,
  type Step,
} from '../../domain/plans.ts';
import { notify } from '../notify.ts';
import type { SubscriptionEventsTable } from '../schema/subscription-events.ts';
import type { TenantTransaction } from '../tenant.ts';
import { lookAgain, nothingDue } from './due-work.ts';
import { settleNews, tell } from './notifications.ts';
import { listPlans, type PlanRow } from './plans.ts';

export type SubscriptionEvent = Selectable<SubscriptionEventsTable>;

/** A tenant's plan, locked: until the transaction ends nobody else uses up or changes what it gives. */
export interface HeldPlan {
  plan: PlanRow;
  plans: PlanRow[];
  standing: Standing;
  tasks: {
    /** Number of the last task. */
    number: bigint;
    used: number;
    /** The day that is counted, local date of the tenant. */
    day: string;
    /** When the next day begins. */
    tomorrow: Date;
  };
}

/**
 * Locks the plan and what was used of the day, in one round trip. A plan whose time has come is changed first. The day
 * never goes back, whatever clocks and time zones do: a request that waited across midnight counts for the new day.
 */
export async function holdPlan(tx: TenantTransaction, now: Date): Promise<HeldPlan> {
  const today = sql`(${now}::timestamptz at time zone time_zone)::date`;
  // Zones lie up to two dates apart; a day further ahead is the mistake of a clock, and is not waited for.
  const day = sql<string>`(case when tasks_day > ${today} and tasks_day <= ${today} + 2 then tasks_day else ${today} end)`;
  // The lock comes first: the statements behind it see what those that held it before have done.
  const [tenant, standing, plans] = await Promise.all([
    tx
      .selectFrom('tenants')
      .select(['plan', 'tasks_today', 'tasks_day', 'task_number'])
      .select([day.as('day'), sql<Date>`(${day} + 1)::timestamp at time zone time_zone`.as('tomorrow')])
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow(),
    findStanding(tx),
    listPlans(tx),
  ]);
  const held: HeldPlan = {
    plan: planOf(plans, tenant.plan),
    plans,
    standing: standing ?? initial(tenant.plan),
    tasks: {
      number: tenant.task_number,
      used: tenant.tasks_day === tenant.day ? tenant.tasks_today : 0,
      day: tenant.day,
      tomorrow: tenant.tomorrow,
    },
  };
  return take(tx, held, settled(held.standing, now), now, 'system:subscription');
}

const initial = (plan: PlanKey): Standing => ({
  plan,
  nextPlan: null,
  nextPlanAt: null,
  nextReason: null,
  trialUsedAt: null,
});

const planOf = (plans: readonly PlanRow[], key: PlanKey) => plans.find((plan) => plan.key === key)!;

/** As stored; undefined: the tenant has none. */
export async function findStanding(tx: TenantTransaction): Promise<Standing | undefined> {
  const row = await tx.selectFrom('subscriptions').selectAll().executeTakeFirst();
  return (
    row && {
      plan: row.plan,
      nextPlan: row.next_plan,
      nextPlanAt: row.next_plan_at,
      nextReason: row.next_reason,
      trialUsedAt: row.trial_used_at,
    }
  );
}

/** The first subscription of a new tenant; `trialEndsAt`: the plan is a trial, and Free follows. */
export async function startSubscription(
  tx: TenantTransaction,
  { plan, trialEndsAt, actor }: { plan: PlanKey; trialEndsAt: Date | null; actor: string },
  now: Date,
): Promise<void> {
  const trial = { nextPlan: 'free', nextPlanAt: trialEndsAt, nextReason: 'trial', trialUsedAt: now } as const;
  const standing = { ...initial(plan), ...(trialEndsAt && plan !== 'free' ? trial : {}) };
  await write(tx, standing, now);
  await addEvent(
    tx,
    { kind: standing.nextPlan ? 'trial-started' : 'started', from: null, standing, actor },
    now,
  );
}

/** Changes to another plan, or keeps the present one; see domain/plans.ts for when each begins. */
export async function changePlan(
  tx: TenantTransaction,
  to: PlanKey,
  actor: string,
  now: Date,
): Promise<HeldPlan> {
  const held = await holdPlan(tx, now);
  return take(tx, held, changed(held.standing, to, now), now, actor);
}

/** Begins a trial; null: it was used before, or there is nothing to try. */
export async function startTrial(
  tx: TenantTransaction,
  to: PlanKey,
  actor: string,
  now: Date,
): Promise<HeldPlan | null> {
  const held = await holdPlan(tx, now);
  const step = tried(held.standing, to, now);
  return step && take(tx, held, step, now, actor);
}

/** What time has made of the subscription; gives when to look again, or null. For the sweeper. */
export async function settleSubscription(tx: TenantTransaction, now: Date): Promise<Date | null> {
  const { plan, nextPlan: next, nextPlanAt: at, nextReason } = (await holdPlan(tx, now)).standing;
  if (!next || !at) return null;
  const soon = lookAt(at, now);
  if (soon < at) return soon;
  const told = await tx
    .selectFrom('notifications')
    .select('id')
    .where('kind', '=', 'plan-ending')
    .where('subject', '=', tx.tenantId)
    .where(sql<boolean>`words ->> 'at' = ${at.toISOString()}`)
    .limit(1)
    .executeTakeFirst();
  const words = { variant: nextReason!, plan, next, at: at.toISOString() };
  if (!told) await tell(tx, { kind: 'plan-ending', subject: tx.tenantId, words }, { right: 'plan' }, now);
  return at;
}

/** So long before a plan ends people are told. */
const TOLD_BEFORE_MS = 3 * 86_400_000;

/** When to look at a plan that ends at this time: soon enough to tell of it, then when it does. */
function lookAt(end: Date, now: Date): Date {
  const early = new Date(end.getTime() - TOLD_BEFORE_MS);
  return early > now ? early : end;
}

/** The last events, newest first. */
export function listSubscriptionEvents(tx: TenantTransaction, limit: number): Promise<SubscriptionEvent[]> {
  return tx.selectFrom('subscription_events').selectAll().orderBy('id', 'desc').limit(limit).execute();
}

/** Carries out a step of a held plan: row, event, due work, and what no longer has a place is switched off. */
async function take(
  tx: TenantTransaction,
  held: HeldPlan,
  { standing, kind }: Step,
  now: Date,
  actor: string,
): Promise<HeldPlan> {
  if (kind === null) return held;
  const plan = planOf(held.plans, standing.plan);
  await write(tx, standing, now);
  const off = plan.rank < held.plan.rank ? await switchOff(tx, plan) : { agents: 0, connections: 0 };
  await addEvent(tx, { kind, from: held.standing.plan, standing, actor, off }, now);
  await settleNews(tx, 'plan-ending', tx.tenantId, now);
  if (kind === 'trial-ended' || kind === 'downgraded') {
    const words = { plan: standing.plan };
    await tell(tx, { kind: 'plan-ended', subject: tx.tenantId, words }, { right: 'plan' }, now);
  }
  return { ...held, plan, standing };
}

async function write(tx: TenantTransaction, standing: Standing, now: Date): Promise<void> {
  const values = {
    plan: standing.plan,
    next_plan: standing.nextPlan,
    next_plan_at: standing.nextPlanAt,
    next_reason: standing.nextReason,
    trial_used_at: standing.trialUsedAt,
  };
  await Promise.all([
    tx
      .insertInto('subscriptions')
      .values(values)
      .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(values))
      .execute(),
    standing.nextPlanAt
      ? lookAgain(tx, 'subscription', tx.tenantId, lookAt(standing.nextPlanAt, now))
      : nothingDue(tx, 'subscription', tx.tenantId),
  ]);
}

async function addEvent(
  tx: TenantTransaction,
  event: {
    kind: PlanEventKind;
    from: PlanKey | null;
    standing: Standing;
    actor: string;
    off?: { agents: number; connections: number };
  },
  now: Date,
): Promise<void> {
  const { kind, from, standing, actor, off } = event;
  const scheduled = kind === 'downgrade-scheduled';
  await Promise.all([
    tx
      .insertInto('subscription_events')
      .values({
        ...{ kind, actor, at: now, from_plan: from },
        to_plan: scheduled ? standing.nextPlan! : standing.plan,
        effective_at: scheduled ? standing.nextPlanAt! : now,
        ...(off ? { agents_off: off.agents, connections_paused: off.connections } : {}),
      })
      .execute(),
    notify(tx, 'plan', tx.tenantId),
  ]);
}

/** Switches off what is beyond a plan's limits, newest first. Nothing is deleted; people switch on again what they choose. */
async function switchOff(
  tx: TenantTransaction,
  { agents, connectors }: PlanRow,
): Promise<{ agents: number; connections: number }> {
  const off =
    agents === null
      ? []
      : await tx
          .updateTable('agent_instances')
          .set({ enabled: false })
          .where('id', 'in', (inner) =>
            inner
              .selectFrom('agent_instances')
              .select('id')
              .where('enabled', '=', true)
              .where('deleted_at', 'is', null)
              .orderBy('created_at')
              .orderBy('id')
              .offset(agents),
          )
          .returning(['id', 'version'])
          .execute();
  const paused =
    connectors === null
      ? []
      : await tx
          .updateTable('connections')
          .set({ state: 'paused', next_sync_at: null })
          .where('id', 'in', (inner) =>
            inner
              .selectFrom('connections')
              .select('id')
              .where('state', '<>', 'paused')
              .where('deleted_at', 'is', null)
              .orderBy('created_at')
              .orderBy('id')
              .offset(connectors),
          )
          .returning(['id', 'version'])
          .execute();
  for (const { id, version } of off) await notify(tx, 'agent', id, { version });
  for (const { id, version } of paused) {
    await nothingDue(tx, 'connection', id);
    await notify(tx, 'connection', id, { version });
  }
  return { agents: off.length, connections: paused.length };
}

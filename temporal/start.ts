import { setTimeout as sleep } from 'node:timers/promises';
import {
  WorkflowExecutionAlreadyStartedError,
  type Client,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { queues, temporalPriority, workflowIds } from './names.ts';
import { attributesOf } from './search-attributes.ts';

export interface StartOptions {
  /** Interactive starts only: it bypasses queue, priority and fairness. */
  eager?: boolean;
  /** Where the console is; runs link to it. */
  publicUrl?: string;
  /** Also after a run that has ended: its row is open because the database was restored from before. */
  again?: boolean;
  /** What an earlier run left for those who look at it. */
  memo?: Record<string, unknown>;
  /** How long the caller waits, in ms; a stopped Temporal blocks for seconds. Default 300. */
  waitMs?: number;
}

/** `pending`: not known to be started; the row is there and the sweeper starts it. `exists`: it ran before, or runs. */
export type Started = 'started' | 'exists' | 'pending';

export interface StartableTask {
  tenantId: string;
  id: string;
  number: bigint | number;
  round: number;
  agentKey: string;
  capability: string;
  priority: number;
  trigger: string;
  /** A task about one platform names it. */
  input?: unknown;
}

export interface StartableChange {
  tenantId: string;
  id: string;
  /** null: a person proposed it. */
  agentKey: string | null;
  platform: string;
  action: string;
  campaignId: string;
  state: string;
}

export interface StartableSync {
  tenantId: string;
  id: string;
  platform: string;
  trigger: string;
}

export function startTask(client: Client, task: StartableTask, options: StartOptions = {}): Promise<Started> {
  return start(client, 'agentRun', options, {
    workflowId: workflowIds.task(task.id, task.round),
    args: [{ tenantId: task.tenantId, taskId: task.id, round: task.round }],
    tenantId: task.tenantId,
    priority: task.priority,
    summary: `Task ${task.number}: ${task.agentKey}, ${task.capability}`,
    page: `/tasks/${task.id}`,
    attributes: {
      kind: 'task',
      agent: task.agentKey,
      platform: platformOf(task.input),
      status: 'running',
      trigger: task.trigger,
    },
  });
}

const actions: Record<string, string> = {
  'campaign.budget.set': 'Set the daily budget of',
  'campaign.pause': 'Pause',
  'campaign.resume': 'Resume',
};

export function startChange(
  client: Client,
  change: StartableChange,
  options: StartOptions = {},
): Promise<Started> {
  return start(client, 'change', options, {
    workflowId: workflowIds.change(change.id),
    args: [{ tenantId: change.tenantId, proposalId: change.id }],
    tenantId: change.tenantId,
    priority: 3,
    summary: `${actions[change.action] ?? change.action} ${change.platform} campaign ${change.campaignId}`,
    page: `/approvals/${change.id}`,
    attributes: {
      kind: 'change',
      agent: change.agentKey ?? undefined,
      platform: change.platform,
      status: change.state,
      trigger: change.agentKey === null ? 'manual' : 'agent',
    },
  });
}

export function startSync(client: Client, sync: StartableSync, options: StartOptions = {}): Promise<Started> {
  return start(client, 'platformSync', options, {
    workflowId: workflowIds.sync(sync.id),
    args: [{ tenantId: sync.tenantId, syncId: sync.id }],
    tenantId: sync.tenantId,
    priority: sync.trigger === 'scheduled' ? 8 : 4,
    summary: `Sync ${sync.platform} (${sync.trigger})`,
    page: '/connections',
    attributes: { kind: 'sync', platform: sync.platform, status: 'running', trigger: sync.trigger },
  });
}

/** Renews a connection's credential in time. A second run begins only after the first has ended. */
export function startRenewal(
  client: Client,
  connection: { tenantId: string; id: string; platform: string },
  options: StartOptions = {},
): Promise<Started> {
  return start(
    client,
    'renewCredential',
    { ...options, again: true },
    {
      workflowId: workflowIds.renewal(connection.id),
      args: [{ tenantId: connection.tenantId, connectionId: connection.id, platform: connection.platform }],
      tenantId: connection.tenantId,
      priority: 8,
      summary: `Renew the access to ${connection.platform}`,
      page: '/connections',
      attributes: {
        kind: 'renewal',
        platform: connection.platform,
        status: 'running',
        trigger: 'scheduled',
      },
    },
  );
}

/** Removes for good what a workspace deleted long enough ago. One run at a time; each start after the last is a new one. */
export function startPurge(client: Client, tenantId: string, options: StartOptions = {}): Promise<Started> {
  return start(
    client,
    'purge',
    { ...options, again: true },
    {
      workflowId: workflowIds.purge(tenantId),
      args: [{ tenantId }],
      tenantId,
      priority: 10,
      summary: 'Purge what was deleted',
      page: '/',
      attributes: { kind: 'purge', status: 'running', trigger: 'scheduled' },
    },
  );
}

/** Seals every credential again; joins the rotation that is under way. Waits until Temporal has it. */
export function startRotation(client: Client, keyVersion: number) {
  return client.workflow.start('rotateKeys', {
    workflowId: workflowIds.rotation,
    taskQueue: queues.main,
    args: [{ keyVersion }],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    typedSearchAttributes: attributesOf({ kind: 'rotation', status: 'running', trigger: 'manual' }),
    staticSummary: `Seal every credential again under key version ${keyVersion}`,
  });
}

function platformOf(input: unknown): string | undefined {
  const named = input && typeof input === 'object' && 'platform' in input ? input.platform : undefined;
  return typeof named === 'string' ? named : undefined;
}

interface Start {
  workflowId: string;
  args: [Record<string, unknown>];
  tenantId: string;
  /** 1 to 10. */
  priority: number;
  summary: string;
  page: string;
  attributes: Parameters<typeof attributesOf>[0];
}

async function start(client: Client, type: string, options: StartOptions, what: Start): Promise<Started> {
  const request: WorkflowStartOptions = {
    workflowId: what.workflowId,
    taskQueue: queues.main,
    args: what.args,
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: options.again ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
    typedSearchAttributes: attributesOf({
      ...what.attributes,
      tenantId: what.tenantId,
      priority: what.priority,
    }),
    priority: {
      priorityKey: temporalPriority(what.priority),
      fairnessKey: what.tenantId,
    },
    staticSummary: what.summary,
    staticDetails: `Tenant ${what.tenantId}. [Open in AEGIS](${options.publicUrl ?? ''}${what.page})`,
    ...(options.memo ? { memo: options.memo } : {}),
    ...(options.eager && isNative(client) ? { requestEagerStart: true } : {}),
  };
  const started = client.workflow.start(type, request).then(
    (): Started => 'started',
    (error: unknown): Started => {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return 'exists';
      return 'pending';
    },
  );
  let result: Started = 'pending';
  await within(
    options.waitMs ?? 300,
    started.then((known) => {
      result = known;
    }),
  );
  return result;
}

/** Only a connection shared with a worker can start eagerly. */
const isNative = (client: Client) => client.connection.constructor.name === 'NativeConnection';

/** Cancels a task's run, bounded like a start. False: Temporal did not answer in time; the sweeper delivers it. */
export function cancelTask(
  client: Client,
  task: { id: string; round: number },
  waitMs = 300,
): Promise<boolean> {
  const handle = client.workflow.getHandle(workflowIds.task(task.id, task.round));
  return within(waitMs, handle.cancel());
}

/** Cancels a sync's run, bounded like a start. */
export function cancelSync(client: Client, sync: { id: string }, waitMs = 300): Promise<boolean> {
  return within(waitMs, client.workflow.getHandle(workflowIds.sync(sync.id)).cancel());
}

/** Cancels a change's run, bounded like a start. */
export function cancelChange(client: Client, change: { id: string }, waitMs = 300): Promise<boolean> {
  return within(waitMs, client.workflow.getHandle(workflowIds.change(change.id)).cancel());
}

/** Makes a change's workflow read its row again, starting it if need be. False: the sweeper does it. */
export async function wakeChange(
  client: Client,
  change: StartableChange,
  decisionId: string,
  options: StartOptions = {},
): Promise<boolean> {
  if ((await startChange(client, change, options)) !== 'started') return false;
  const handle = client.workflow.getHandle(workflowIds.change(change.id));
  const update = handle.startUpdate('decide', {
    args: [decisionId],
    updateId: decisionId,
    waitForStage: 'ACCEPTED',
  });
  return within(options.waitMs ?? 300, update);
}

/** True when `work` succeeded within `ms`; it goes on either way. */
async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const timeout = new AbortController();
  const done = work.then(
    () => true,
    () => false,
  );
  const late = sleep(ms, false, { signal: timeout.signal }).catch(() => false);
  const result = await Promise.race([done, late]);
  timeout.abort();
  return result;
}

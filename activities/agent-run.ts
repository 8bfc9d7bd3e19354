import { ApplicationFailure } from '@temporalio/common';
import { Context } from '@temporalio/activity';
import { agentOf } from '../agents/registry.ts';
import type { Analysis } from '../agents/types.ts';
import { locales } from '../contracts/common.ts';
import type { Db } from '../db/database.ts';
import { getAgentInstance } from '../db/repositories/agent-instances.ts';
import {
  beginExecution,
  endExecution,
  findExecution,
  nextStep,
  recordSteps,
  saveOutput,
  type ExecutionRow,
} from '../db/repositories/executions.ts';
import { isOn } from '../db/repositories/feature-flags.ts';
import { insertProposals } from '../db/repositories/drafts.ts';
import { cancelTask, claimTask, taskInHand } from '../db/repositories/task-claim.ts';
import { findTask, insertDeadLetter, lockTask, moveTask, type TaskRow } from '../db/repositories/tasks.ts';
import { withTenant, type TenantTransaction } from '../db/tenant.ts';
import { isTransient, type FailureReport } from '../domain/failure.ts';
import type { BudgetPolicy } from '../domain/policy.ts';
import {
  isEnded,
  pauseBeforeTry,
  transitionReasons,
  TRIES_PER_ROUND,
  type TaskState,
} from '../domain/task-state.ts';
import { reportOf, toTemporalFailure } from '../temporal/failures.ts';
import type { Analyst } from './analysis.ts';
import type { ModelPort } from './model/port.ts';
import { gatherFor } from './gather.ts';
import { wordByModel, wordByTemplate, type Output } from './words.ts';

export interface AgentRunDeps {
  db: Db;
  now(): Date;
  analyst: Analyst;
  /** null: texts are written by template. */
  model: ModelPort | null;
  /** Between tries, in ms; default domain/task-state.ts pauseBeforeTry. */
  pauseBeforeTry?: (tried: number) => number;
}

export interface RunKey {
  tenantId: string;
  taskId: string;
  round: number;
  runId: string;
}
export interface TryKey extends RunKey {
  executionId: string;
}
export type AgentRunActivities = ReturnType<typeof createAgentRunActivities>;

/** The steps of `workflows/agent-run.ts`. Each may be repeated: what is stored already is not done again. */
export function createAgentRunActivities(deps: AgentRunDeps) {
  const pause = deps.pauseBeforeTry ?? pauseBeforeTry;
  const inTenant = <T>(
    key: RunKey,
    work: (tx: TenantTransaction) => Promise<T>,
    options: { remade?: boolean } = {},
  ): Promise<T> =>
    withTenant(
      deps.db,
      { tenantId: key.tenantId, actor: 'system:agent-run', requestId: key.taskId, ...options },
      work,
    ).catch((error: unknown) => {
      throw toTemporalFailure(error);
    });

  return {
    /** Claims the task for this run. null: there is nothing to do (gone, ended, canceled, another round). */
    async beginTry(key: RunKey): Promise<{ executionId: string; model: boolean } | null> {
      return inTenant(
        key,
        async (tx) => {
          const task = await claimTask(tx, key, deps.now());
          if (!task) return null;
          const execution = await beginExecution(tx, task);
          const model = deps.model !== null && (await isOn(tx, 'model-text'));
          return { executionId: execution.id, model };
        },
        { remade: true },
      );
    },

    /** Reads, computes, writes both languages by template, and stores it with the timeline. */
    async analyzeTry(key: TryKey): Promise<void> {
      let step: { name: string; startedAt: Date } = { name: 'gather', startedAt: new Date() };
      try {
        const read = await withTenant(
          deps.db,
          { tenantId: key.tenantId, actor: 'system:agent-run', readOnly: true },
          async (tx) => {
            const [execution, task] = await Promise.all([
              findExecution(tx, key.executionId),
              findTask(tx, key.taskId),
            ]);
            if (!execution || execution.output || !task) return null;
            return gatherFor(tx, task, deps.now());
          },
        );
        if (!read) return;
        const gathered = new Date();
        step = { name: 'analyze', startedAt: gathered };
        const { agent, task, settings, data } = read;
        const analysis = await deps.analyst.analyze({
          agentKey: agent.key,
          capability: task.capability,
          gathered: data,
          settings,
        });
        const analyzed = new Date();
        step = { name: 'write', startedAt: analyzed };
        const words = wordByTemplate(analysis);
        const { rows, from, to } = analysis.dataQuality;
        const author = { tenantId: key.tenantId, actor: `agent:${agent.key}`, remade: true };
        await withTenant(deps.db, author, async (tx) => {
          await Promise.all([
            saveOutput(tx, key.executionId, { analysis, words }, { model: 'offline' }),
            recordSteps(tx, key.executionId, [
              { step: 1, kind: 'step', name: 'gather', startedAt: read.startedAt, finishedAt: gathered, input: task.input, output: { rows, from, to } }, // prettier-ignore
              { step: 2, kind: 'step', name: 'analyze', startedAt: gathered, finishedAt: analyzed, input: { capability: task.capability, rows }, output: { headline: analysis.headline.kind, findings: analysis.findings.length, proposals: analysis.proposals.length } }, // prettier-ignore
              { step: 3, kind: 'step', name: 'write', startedAt: analyzed, finishedAt: new Date(), input: { by: 'template', languages: locales }, output: { headline: words.en.headline } }, // prettier-ignore
            ]),
          ]);
        });
      } catch (error) {
        await noteFailure(deps.db, key, step, reportOf(error));
        throw toTemporalFailure(error);
      }
    },

    /** Lets the model word the findings in both languages; a text with a figure of its own is refused. */
    async improveWords(key: TryKey): Promise<void> {
      const model = deps.model;
      if (!model) return;
      try {
        const execution = await inTenant(key, (tx) => findExecution(tx, key.executionId));
        const output = execution?.output as Output | null;
        if (!execution || !output || execution.model !== 'offline') return;
        const startedAt = new Date();
        const signal = Context.current().cancellationSignal;
        const { words, verdicts, tokensIn, tokensOut } = await wordByModel(model, output, signal);
        await inTenant(key, async (tx) => {
          const by = { model: model.name, tokensIn, tokensOut };
          await saveOutput(tx, key.executionId, { ...output, words }, by);
          const step = await nextStep(tx, key.executionId);
          await recordSteps(tx, key.executionId, [
            { step, kind: 'model', name: 'word', startedAt, finishedAt: new Date(), input: { model: model.name }, output: verdicts, tokensIn, tokensOut }, // prettier-ignore
          ]);
        });
      } catch (error) {
        throw toTemporalFailure(error);
      }
    },

    /** The template's words stand; the timeline says why. */
    async noteModelFailure(key: TryKey & { report: FailureReport }): Promise<void> {
      await noteFailure(deps.db, key, { name: 'word', startedAt: new Date(), kind: 'model' }, key.report);
    },

    /** Stores proposals and completes the task. A cancel that came meanwhile wins. Returns the task's state. */
    async completeTry(key: TryKey): Promise<TaskState> {
      return inTenant(key, async (tx) => {
        const [task, execution] = await Promise.all([
          taskInHand(tx, key),
          findExecution(tx, key.executionId),
        ]);
        if (!task) return (await findTask(tx, key.taskId))?.state ?? 'canceled';
        if (task.canceled_requested_at) {
          await cancelTask(tx, task, deps.now());
          return 'canceled';
        }
        const output = execution?.output as Output | null | undefined;
        if (!execution || !output) throw gone();
        const { analysis } = output;
        const startedAt = new Date();
        const ids = await propose(tx, task, execution, analysis, deps.now());
        if (ids.length > 0) {
          const step = await nextStep(tx, key.executionId);
          await recordSteps(tx, key.executionId, [
            { step, kind: 'step', name: 'propose', startedAt, finishedAt: new Date(), input: { drafts: analysis.proposals.length }, output: { proposals: ids } }, // prettier-ignore
          ]);
        }
        await Promise.all([
          endExecution(tx, key.executionId, 'completed', null, deps.now()),
          moveTask(tx, task, { to: 'completed', error: null }, deps.now()),
        ]);
        return 'completed';
      });
    },

    /** Ends a try. pauseMs null: the task is over (failed at once, or dead letter after the last try). */
    async failTry(
      key: TryKey & { report: FailureReport },
    ): Promise<{ state: TaskState; pauseMs: number | null; nextTry: number }> {
      return inTenant(key, async (tx) => {
        const task = await taskInHand(tx, key);
        if (!task) {
          // Repeated after a kill: the try is already over; the pause starts anew.
          const again = await lockTask(tx, key.taskId);
          const waits = again?.state === 'retrying' && again.workflow_run_id === key.runId;
          return {
            state: again?.state ?? 'canceled',
            pauseMs: waits ? pause(again.try) : null,
            nextTry: (again?.try ?? 0) + 1,
          };
        }
        const { report } = key;
        const end = async (to: TaskState, reason: string, error?: FailureReport) => {
          await moveTask(tx, task, { to, reason, error }, deps.now());
          return { state: to, pauseMs: null, nextTry: task.try };
        };
        await endExecution(tx, key.executionId, 'failed', report, deps.now());
        if (task.canceled_requested_at) return end('canceled', transitionReasons.canceled);
        if (!isTransient(report.code)) return end('failed', report.message, report);
        if (task.try >= TRIES_PER_ROUND) {
          await insertDeadLetter(tx, task, report);
          return end('dead_letter', report.message, report);
        }
        const pauseMs = pause(task.try);
        await moveTask(
          tx,
          task,
          {
            to: 'retrying',
            reason: report.message,
            error: report,
            set: { next_try_at: new Date(deps.now().getTime() + pauseMs) },
          },
          deps.now(),
        );
        return { state: 'retrying', pauseMs, nextTry: task.try + 1 };
      });
    },

    /** The run was canceled, by a person or in the Temporal UI. */
    async cancelRun(key: RunKey): Promise<void> {
      await inTenant(key, async (tx) => {
        const task = await lockTask(tx, key.taskId);
        if (!task || task.round !== key.round || isEnded(task.state)) return;
        await cancelTask(tx, task, deps.now());
      });
    },
  };
}

/** Ends the try instead of repeating its last step for ever. */
const gone = () =>
  ApplicationFailure.nonRetryable('What this try had computed is gone.', 'internal', {
    ...reportOf(new Error()),
    message: 'What this try had computed is gone: the database was restored from before.',
  });

async function propose(
  tx: TenantTransaction,
  task: TaskRow,
  execution: ExecutionRow,
  analysis: Analysis,
  now: Date,
): Promise<string[]> {
  if (analysis.proposals.length === 0) return [];
  const instance = await getAgentInstance(tx, task.agent_key);
  // "suggest": the advice stays in the result and nothing waits for approval.
  if (!instance || instance.autonomy === 'suggest') return [];
  const settings = agentOf(task.agent_key)!.settings.parse(instance.settings) as Partial<BudgetPolicy>;
  return insertProposals(
    tx,
    { taskId: task.id, executionId: execution.id, agentKey: task.agent_key },
    analysis.proposals,
    {
      autonomy: instance.autonomy,
      stepLimit: settings.stepLimit ?? null,
      minDailyBudgetMicros: settings.minDailyBudgetMicros ?? null,
      maxDailyBudgetMicros: settings.maxDailyBudgetMicros ?? null,
      lockedCampaigns: settings.lockedCampaigns ?? [],
    },
    now,
  );
}

/** Puts the step that failed on the timeline; without a database there is none to put it on. */
async function noteFailure(
  db: Db,
  key: TryKey,
  step: { name: string; startedAt: Date; kind?: 'step' | 'model' },
  error: FailureReport,
): Promise<void> {
  await withTenant(db, { tenantId: key.tenantId, actor: 'system:agent-run' }, async (tx) => {
    const number = await nextStep(tx, key.executionId);
    await recordSteps(tx, key.executionId, [
      { step: number, kind: step.kind ?? 'step', name: step.name, state: 'failed', startedAt: step.startedAt, finishedAt: new Date(), error }, // prettier-ignore
    ]);
  }).catch(() => {});
}

import { readerOf } from '../../activities/reader.ts';
import { findConnection } from '../../db/repositories/connections.ts';
import { listCampaigns } from '../../db/repositories/campaigns.ts';
import { findExecution } from '../../db/repositories/executions.ts';
import { sumDays } from '../../db/repositories/overview.ts';
import { findProposal } from '../../db/repositories/proposals.ts';
import { countTasks, getTask, listTasks } from '../../db/repositories/task-views.ts';
import { lockTask } from '../../db/repositories/tasks.ts';
import type { TenantTransaction } from '../../db/tenant.ts';
import { LAST_DAY, type Workspace } from './fill.ts';

const NOW = new Date(`${LAST_DAY}T12:00:00Z`);
const period = { since: '2026-10-26', until: LAST_DAY };
const before = { since: '2026-09-28', until: '2026-10-25' };

/**
 * What the product asks its database most often: the steps of a run, and what the console fetches again with every event.
 * Each is the first statement that the product's own function sends.
 */
export const queries: Record<string, (tx: TenantTransaction, workspace: Workspace) => Promise<unknown>> = {
  lock_task: (tx, { taskId }) => lockTask(tx, taskId),
  find_execution: (tx, { executionId }) => findExecution(tx, executionId),
  account_days: (tx, { accountId }) =>
    readerOf(tx).campaignDays('meta', accountId, { from: period.since, to: period.until }),
  find_proposal: (tx, { proposalId }) => findProposal(tx, proposalId),
  find_connection: (tx, { connectionId }) => findConnection(tx, connectionId),
  task: (tx, { taskId }) => getTask(tx, taskId, 'en'),
  task_list: (tx) => listTasks(tx, { limit: 50 }, 'en'),
  task_counts: (tx) => countTasks(tx),
  days_of_dashboard: (tx) => sumDays(tx, period),
  campaign_list: (tx) => listCampaigns(tx, {}, { period, before }, { limit: 50 }, NOW),
};

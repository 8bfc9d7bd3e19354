import type { Generated } from 'kysely';
import type { FailureReport } from '../../domain/failure.ts';
import type { TaskState } from '../../domain/task-state.ts';
import type { BigInteger, GeneratedInstant, GeneratedJson, Json, TenantId } from './columns.ts';

export interface TasksTable {
  tenant_id: TenantId;
  id: Generated<string>;
  /** Counts up per tenant (tenants.task_number). */
  number: BigInteger;
  agent_key: string;
  agent_instance_id: string;
  capability: string;
  input: GeneratedJson;
  state: Generated<TaskState>;
  /** 1 (most urgent) to 10. */
  priority: Generated<number>;
  /** Counts manual retries, from 1. */
  round: Generated<number>;
  try: Generated<number>;
  trigger: 'manual' | 'scheduled' | 'event' | 'webhook' | 'workflow';
  requested_by: string | null;
  idempotency_key: string | null;
  workflow_run_id: string | null;
  error_code: string | null;
  error_detail: string | null;
  error: Json<FailureReport> | null;
  next_try_at: Date | null;
  created_at: GeneratedInstant;
  started_at: Date | null;
  finished_at: Date | null;
  canceled_requested_at: Date | null;
  sample: Generated<boolean>;
}

import type { TaskState } from '../../domain/task-state.ts';
import type { GeneratedInstant, TenantId } from './columns.ts';

/** Append-only. */
export interface TaskTransitionsTable {
  tenant_id: TenantId;
  task_id: string;
  seq: number;
  from_state: TaskState | null;
  to_state: TaskState;
  at: GeneratedInstant;
  reason: string | null;
}

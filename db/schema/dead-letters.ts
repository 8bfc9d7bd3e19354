import type { Generated } from 'kysely';
import type { FailureReport } from '../../domain/failure.ts';
import type { GeneratedInstant, Json, TenantId } from './columns.ts';

export interface DeadLettersTable {
  tenant_id: TenantId;
  id: Generated<string>;
  task_id: string;
  round: number;
  reason: string;
  error: Json<FailureReport> | null;
  created_at: GeneratedInstant;
  replayed_at: Date | null;
  replayed_by: string | null;
}

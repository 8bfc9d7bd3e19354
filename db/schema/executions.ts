import type { Generated } from 'kysely';
import type { FailureReport } from '../../domain/failure.ts';
import type { GeneratedBigInteger, GeneratedInstant, Json, TenantId } from './columns.ts';

/** One try of a task. */
export interface ExecutionsTable {
  tenant_id: TenantId;
  id: Generated<string>;
  task_id: string;
  round: number;
  try: number;
  state: Generated<'running' | 'completed' | 'failed' | 'canceled'>;
  started_at: GeneratedInstant;
  finished_at: Date | null;
  output: Json | null;
  error: Json<FailureReport> | null;
  input_tokens: GeneratedBigInteger;
  output_tokens: GeneratedBigInteger;
  cost_micros: GeneratedBigInteger;
  model: string | null;
}

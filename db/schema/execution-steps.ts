import type { Generated } from 'kysely';
import type { FailureReport } from '../../domain/failure.ts';
import type { GeneratedBigInteger, GeneratedInstant, Json, TenantId } from './columns.ts';

export interface ExecutionStepsTable {
  tenant_id: TenantId;
  execution_id: string;
  step: number;
  attempt: Generated<number>;
  kind: 'step' | 'model' | 'write' | 'wait';
  name: string;
  state: Generated<'running' | 'completed' | 'failed'>;
  started_at: GeneratedInstant;
  finished_at: Date | null;
  input: Json | null;
  output: Json | null;
  error: Json<FailureReport> | null;
  tokens_in: GeneratedBigInteger;
  tokens_out: GeneratedBigInteger;
  cost_micros: GeneratedBigInteger;
}

import type { Generated } from 'kysely';
import type { Json, TenantId } from './columns.ts';

export interface OutcomeChecksTable {
  tenant_id: TenantId;
  proposal_id: string;
  after_days: number;
  due_at: Date;
  state: Generated<'due' | 'done' | 'refused'>;
  result: Json | null;
  /** Whether the outcome lay inside the promised interval. */
  inside: boolean | null;
  checked_at: Date | null;
}

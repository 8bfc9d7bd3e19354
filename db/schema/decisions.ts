import type { Generated } from 'kysely';
import type { GeneratedInstant, TenantId } from './columns.ts';

/** Append-only; one per person and proposal. */
export interface DecisionsTable {
  tenant_id: TenantId;
  id: Generated<string>;
  proposal_id: string;
  /** null: decided by the agent's policy. */
  user_id: string | null;
  verdict: 'approve' | 'reject';
  note: string | null;
  target_version: number;
  created_at: GeneratedInstant;
}

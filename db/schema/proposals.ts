import type { Generated, GeneratedAlways } from 'kysely';
import type { Platform } from '../../contracts/platforms.ts';
import type { FailureReport } from '../../domain/failure.ts';
import type { GeneratedInstant, GeneratedJson, Json, TenantId } from './columns.ts';

export interface ProposalsTable {
  tenant_id: TenantId;
  id: Generated<string>;
  task_id: string | null;
  execution_id: string | null;
  /** agent_key or proposed_by is set. */
  agent_key: string | null;
  proposed_by: string | null;
  /** The proposal that this one undoes. */
  reverts: string | null;
  platform: Platform;
  connection_id: string;
  account_id: string;
  campaign_id: string;
  action: 'campaign.budget.set' | 'campaign.pause' | 'campaign.resume';
  from: Json;
  to: Json;
  /** The campaign's version that was looked at. */
  target_version: number;
  effect: Json | null;
  evidence: Json | null;
  details: Json | null;
  risk: 'low' | 'medium' | 'high';
  policy: GeneratedJson;
  approvals_needed: Generated<number>;
  state: Generated<
    | 'proposed'
    | 'approved'
    | 'applying'
    | 'applied'
    | 'read_back'
    | 'conflict'
    | 'failed'
    | 'rejected'
    | 'expired'
    | 'withdrawn'
  >;
  expires_at: Date;
  created_at: GeneratedInstant;
  decided_at: Date | null;
  applying_at: Date | null;
  applied_at: Date | null;
  read_back: Json | null;
  error: Json<FailureReport> | null;
  run_id: string | null;
  /** Counted up by the database when anything but run_id changes. */
  version: GeneratedAlways<number>;
}

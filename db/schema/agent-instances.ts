import type { Generated, GeneratedAlways } from 'kysely';
import type { GeneratedInstant, GeneratedJson, TenantId } from './columns.ts';

export interface AgentInstancesTable {
  tenant_id: TenantId;
  id: Generated<string>;
  agent_key: string;
  enabled: Generated<boolean>;
  autonomy: Generated<'suggest' | 'ask' | 'act'>;
  settings: GeneratedJson;
  /** Counted up by the database with each change, updated_at with it. */
  version: GeneratedAlways<number>;
  created_at: GeneratedInstant;
  updated_at: GeneratedInstant;
  deleted_at: Date | null;
}

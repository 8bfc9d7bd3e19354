import type { GeneratedInstant, TenantId } from './columns.ts';

/** A switch that a workspace has turned; the others stand as domain/features.ts says. */
export interface FeatureFlagsTable {
  tenant_id: TenantId;
  key: 'model-text' | 'act-alone';
  enabled: boolean;
  changed_at: GeneratedInstant;
}

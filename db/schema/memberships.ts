import type { GeneratedInstant, TenantId } from './columns.ts';

export interface MembershipsTable {
  tenant_id: TenantId;
  user_id: string;
  role: 'owner' | 'admin' | 'operator' | 'analyst' | 'auditor';
  created_at: GeneratedInstant;
  removed_at: Date | null;
  /** tenants.deleted_at, carried here by triggers. */
  suspended_at: Date | null;
}

import type { GeneratedInstant, TenantId } from './columns.ts';

/** One per tenant; a trigger carries its plan to tenants. */
export interface SubscriptionsTable {
  tenant_id: TenantId;
  plan: 'free' | 'starter' | 'pro' | 'enterprise';
  /** What it becomes at next_plan_at, and why; all three or none. */
  next_plan: 'free' | 'starter' | 'pro' | 'enterprise' | null;
  next_plan_at: Date | null;
  next_reason: 'trial' | 'downgrade' | null;
  /** A trial is given once. */
  trial_used_at: Date | null;
  created_at: GeneratedInstant;
}

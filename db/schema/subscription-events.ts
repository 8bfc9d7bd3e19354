import type { Generated, GeneratedAlways } from 'kysely';
import type { GeneratedInstant, TenantId } from './columns.ts';

/** What happened to a subscription; append-only. */
export interface SubscriptionEventsTable {
  tenant_id: TenantId;
  id: GeneratedAlways<bigint>;
  at: GeneratedInstant;
  kind:
    | 'started'
    | 'trial-started'
    | 'trial-kept'
    | 'trial-ended'
    | 'upgraded'
    | 'downgrade-scheduled'
    | 'downgrade-withdrawn'
    | 'downgraded';
  from_plan: 'free' | 'starter' | 'pro' | 'enterprise' | null;
  to_plan: 'free' | 'starter' | 'pro' | 'enterprise';
  /** When the plan changes; of what is scheduled, later than `at`. */
  effective_at: Date;
  actor: string;
  /** What a smaller plan has switched off. */
  agents_off: Generated<number>;
  connections_paused: Generated<number>;
}

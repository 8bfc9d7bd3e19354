/** What each plan gives; the same for every tenant. null: no limit. */
export interface PlansTable {
  key: 'free' | 'starter' | 'pro' | 'enterprise';
  rank: number;
  /** A day, in the zone of the tenant. */
  tasks: number | null;
  agents: number | null;
  connectors: number | null;
  premium_agents: boolean;
  sso: boolean;
  custom_integrations: boolean;
  support: 'community' | 'email' | 'priority' | 'dedicated';
  /** Of one person or key in 15 minutes. */
  requests: number;
}

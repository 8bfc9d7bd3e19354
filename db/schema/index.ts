import type { AdAccountsTable } from './ad-accounts.ts';
import type { AgentInstancesTable } from './agent-instances.ts';
import type { ApiKeysTable } from './api-keys.ts';
import type { AuditLogTable } from './audit-log.ts';
import type { CampaignMetricsTable } from './campaign-metrics.ts';
import type { CampaignsTable } from './campaigns.ts';
import type { ConnectionsTable } from './connections.ts';
import type { CredentialsTable } from './credentials.ts';
import type { DeadLettersTable } from './dead-letters.ts';
import type { DecisionsTable } from './decisions.ts';
import type { DueWorkTable } from './due-work.ts';
import type { EmailsTable } from './emails.ts';
import type { ExecutionStepsTable } from './execution-steps.ts';
import type { ExecutionsTable } from './executions.ts';
import type { IdempotencyKeysTable } from './idempotency-keys.ts';
import type { IdentitiesTable } from './identities.ts';
import type { IdentityDomainsTable } from './identity-domains.ts';
import type { IdentityProvidersTable } from './identity-providers.ts';
import type { InvitationsTable } from './invitations.ts';
import type { MembershipsTable } from './memberships.ts';
import type { OauthStatesTable } from './oauth-states.ts';
import type { OutcomeChecksTable } from './outcome-checks.ts';
import type { PlansTable } from './plans.ts';
import type { ProposalsTable } from './proposals.ts';
import type { RateCountersTable } from './rate-counters.ts';
import type { RecoveryCodesTable } from './recovery-codes.ts';
import type { RoleRightsTable } from './role-rights.ts';
import type { RolesTable } from './roles.ts';
import type { SecondFactorsTable } from './second-factors.ts';
import type { SessionsTable } from './sessions.ts';
import type { SignInLinksTable } from './sign-in-links.ts';
import type { SsoDomainsTable } from './sso-domains.ts';
import type { SubscriptionEventsTable } from './subscription-events.ts';
import type { SubscriptionsTable } from './subscriptions.ts';
import type { SyncStreamsTable } from './sync-streams.ts';
import type { SyncsTable } from './syncs.ts';
import type { TaskTransitionsTable } from './task-transitions.ts';
import type { TasksTable } from './tasks.ts';
import type { TenantsTable } from './tenants.ts';
import type { UsersTable } from './users.ts';

/** Tables without a tenant of the transaction: signing in, sessions, and what is the same for every tenant. */
export interface GlobalTables {
  rate_counters: RateCountersTable;
  recovery_codes: RecoveryCodesTable;
  role_rights: RoleRightsTable;
  roles: RolesTable;
  second_factors: SecondFactorsTable;
  sessions: SessionsTable;
  sign_in_links: SignInLinksTable;
  sso_domains: SsoDomainsTable;
  users: UsersTable;
}

/** All tables, as a tenant transaction sees them: only rows of its tenant. */
export interface Database extends GlobalTables {
  ad_accounts: AdAccountsTable;
  agent_instances: AgentInstancesTable;
  api_keys: ApiKeysTable;
  audit_log: AuditLogTable;
  campaign_metrics: CampaignMetricsTable;
  campaigns: CampaignsTable;
  connections: ConnectionsTable;
  credentials: CredentialsTable;
  dead_letters: DeadLettersTable;
  decisions: DecisionsTable;
  due_work: DueWorkTable;
  emails: EmailsTable;
  execution_steps: ExecutionStepsTable;
  executions: ExecutionsTable;
  idempotency_keys: IdempotencyKeysTable;
  identities: IdentitiesTable;
  identity_domains: IdentityDomainsTable;
  identity_providers: IdentityProvidersTable;
  invitations: InvitationsTable;
  memberships: MembershipsTable;
  oauth_states: OauthStatesTable;
  outcome_checks: OutcomeChecksTable;
  plans: PlansTable;
  proposals: ProposalsTable;
  subscription_events: SubscriptionEventsTable;
  subscriptions: SubscriptionsTable;
  sync_streams: SyncStreamsTable;
  syncs: SyncsTable;
  task_transitions: TaskTransitionsTable;
  tasks: TasksTable;
  tenants: TenantsTable;
}

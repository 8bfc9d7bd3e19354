import type { Migration } from 'kysely/migration';
import * as tenancy from './0001-tenancy.ts';
import * as people from './0002-people.ts';
import * as connections from './0003-connections.ts';
import * as credentials from './0004-credentials.ts';
import * as campaigns from './0005-campaigns.ts';
import * as syncs from './0006-syncs.ts';
import * as agentInstances from './0007-agent-instances.ts';
import * as tasks from './0008-tasks.ts';
import * as proposals from './0009-proposals.ts';
import * as work from './0010-work.ts';
import * as idempotencyAge from './0011-idempotency-age.ts';
import * as rights from './0012-rights.ts';
import * as sessions from './0013-sessions.ts';
import * as emails from './0014-emails.ts';
import * as secondFactors from './0015-second-factors.ts';
import * as invitations from './0016-invitations.ts';
import * as apiKeys from './0017-api-keys.ts';
import * as identityProviders from './0018-identity-providers.ts';
import * as credentialRenewals from './0019-credential-renewals.ts';
import * as keyRotation from './0020-key-rotation.ts';
import * as plans from './0021-plans.ts';
import * as rateCounters from './0022-rate-counters.ts';
import * as workspaceVersion from './0023-workspace-version.ts';
import * as secretNotes from './0024-secret-notes.ts';
import * as featureFlags from './0025-feature-flags.ts';
import * as retention from './0026-retention.ts';
import * as auditQuestions from './0027-audit-questions.ts';
import * as exports from './0028-exports.ts';
import * as workspaceDeletion from './0029-workspace-deletion.ts';
import * as requiredSignOn from './0030-required-sign-on.ts';
import * as notifications from './0031-notifications.ts';
import * as signIns from './0032-sign-ins.ts';
import * as identityRights from './0033-identity-rights.ts';
import * as purgeByTheClock from './0034-purge-by-the-clock.ts';

/** Every migration in the order it runs. Forward only: a released one is never edited. */
export const migrations: Record<string, Migration> = {
  '0001-tenancy': tenancy,
  '0002-people': people,
  '0003-connections': connections,
  '0004-credentials': credentials,
  '0005-campaigns': campaigns,
  '0006-syncs': syncs,
  '0007-agent-instances': agentInstances,
  '0008-tasks': tasks,
  '0009-proposals': proposals,
  '0010-work': work,
  '0011-idempotency-age': idempotencyAge,
  '0012-rights': rights,
  '0013-sessions': sessions,
  '0014-emails': emails,
  '0015-second-factors': secondFactors,
  '0016-invitations': invitations,
  '0017-api-keys': apiKeys,
  '0018-identity-providers': identityProviders,
  '0019-credential-renewals': credentialRenewals,
  '0020-key-rotation': keyRotation,
  '0021-plans': plans,
  '0022-rate-counters': rateCounters,
  '0023-workspace-version': workspaceVersion,
  '0024-secret-notes': secretNotes,
  '0025-feature-flags': featureFlags,
  '0026-retention': retention,
  '0027-audit-questions': auditQuestions,
  '0028-exports': exports,
  '0029-workspace-deletion': workspaceDeletion,
  '0030-required-sign-on': requiredSignOn,
  '0031-notifications': notifications,
  '0032-sign-ins': signIns,
  '0033-identity-rights': identityRights,
  '0034-purge-by-the-clock': purgeByTheClock,
};

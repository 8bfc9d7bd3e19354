import type { Route } from '../types.ts';
import { postApiKey } from './api-keys/create.ts';
import { getApiKeys } from './api-keys/list.ts';
import { deleteApiKey } from './api-keys/revoke.ts';
import { getAuditActors } from './audit/actors.ts';
import { getAuditCsv } from './audit/csv.ts';
import { getAudit } from './audit/list.ts';
import { confirm } from './auth/confirm.ts';
import { finishOauth } from './auth/oauth-callback.ts';
import { startOauth } from './auth/oauth-start.ts';
import { signIn } from './auth/sign-in.ts';
import { signInLink } from './auth/sign-in-link.ts';
import { signOutEverywhere } from './auth/sign-out-everywhere.ts';
import { signOut } from './auth/sign-out.ts';
import { deleteConnection } from './connections/delete.ts';
import { getConnection } from './connections/get.ts';
import { getConnections } from './connections/list.ts';
import { postSync } from './connections/sync.ts';
import { putConnection } from './connections/update.ts';
import { getEmails } from './emails/list.ts';
import { getEvents } from './events/stream.ts';
import { getExport } from './export/get.ts';
import { postInvitationAccept } from './invitations/accept.ts';
import { postInvitation } from './invitations/create.ts';
import { getInvitations } from './invitations/list.ts';
import { postInvitationLook } from './invitations/look.ts';
import { deleteInvitation } from './invitations/withdraw.ts';
import { getMembers } from './members/list.ts';
import { deleteMember } from './members/remove.ts';
import { deleteMemberSessions } from './members/sign-out.ts';
import { putMember } from './members/update.ts';
import { postPasswordReset } from './password/ask-reset.ts';
import { putPassword } from './password/change.ts';
import { putPasswordReset } from './password/finish-reset.ts';
import { getPlan } from './plan/get.ts';
import { postTrial } from './plan/trial.ts';
import { putPlan } from './plan/update.ts';
import { getPlatforms } from './platforms/list.ts';
import { postDecision } from './proposals/decide.ts';
import { getProposal } from './proposals/get.ts';
import { getProposals } from './proposals/list.ts';
import { postRevert } from './proposals/revert.ts';
import { postSecondFactor } from './second-factor/begin.ts';
import { putSecondFactor } from './second-factor/confirm.ts';
import { getSecondFactor } from './second-factor/get.ts';
import { postRecoveryCodes } from './second-factor/recovery-codes.ts';
import { deleteSecondFactor } from './second-factor/remove.ts';
import { getSession } from './session/get.ts';
import { putProfile } from './profile/update.ts';
import { deleteSession } from './sessions/end.ts';
import { getSessions } from './sessions/list.ts';
import { deleteTask } from './tasks/cancel.ts';
import { postTask } from './tasks/create.ts';
import { finishSso } from './sso/callback.ts';
import { deleteDomain, postDomain, postDomainCheck } from './sso/domains.ts';
import { getIdentityProvider } from './sso/get.ts';
import { deleteIdentityProvider } from './sso/remove.ts';
import { putIdentityProvider } from './sso/save.ts';
import { postSso } from './sso/start.ts';
import { getTask } from './tasks/get.ts';
import { getTasks } from './tasks/list.ts';
import { putTaskRetry } from './tasks/retry.ts';
import { postAgent } from './agents/create.ts';
import { deleteAgent } from './agents/delete.ts';
import { getAgent } from './agents/get.ts';
import { getAgents } from './agents/list.ts';
import { putAgent } from './agents/update.ts';
import { postCampaign } from './campaigns/create.ts';
import { deleteCampaign } from './campaigns/delete.ts';
import { getCampaign } from './campaigns/get.ts';
import { getCampaigns } from './campaigns/list.ts';
import { putCampaign } from './campaigns/update.ts';
import { getMetricsCampaign } from './metrics/campaign.ts';
import { getMetricsPlatform } from './metrics/platform.ts';
import { getMetricsSummary } from './metrics/summary.ts';
import { getMetricsTrend } from './metrics/trend.ts';
import { getOverview } from './overview/get.ts';
import { deleteSampleData } from './sample-data/delete.ts';
import { postEnterWorkspace } from './workspaces/enter.ts';
import { getWorkspaces } from './workspaces/list.ts';
import { putWorkspaceDeletion } from './workspace/delete.ts';
import { getWorkspace } from './workspace/get.ts';
import { deleteWorkspaceDeletion } from './workspace/restore.ts';
import { putWorkspace } from './workspace/update.ts';
import { getDeletedItems } from './deleted-items/list.ts';
import { postRestore } from './deleted-items/restore.ts';
import { getNotificationPreferences } from './notification-preferences/get.ts';
import { putNotificationPreferences } from './notification-preferences/update.ts';
import { getNotifications } from './notifications/list.ts';
import { putNotificationsRead } from './notifications/read-all.ts';
import { putNotificationRead } from './notifications/read.ts';
import { getFeatureFlags } from './feature-flags/list.ts';
import { putFeatureFlag } from './feature-flags/update.ts';
import { getRetention } from './retention/get.ts';
import { putRetention } from './retention/update.ts';

/** Every route of /api/v1. */
export const routes: Route[] = [
  getMetricsSummary,
  getMetricsPlatform,
  getMetricsCampaign,
  getMetricsTrend,
  deleteSampleData,
  postCampaign,
  deleteCampaign,
  getOverview,
  postAgent,
  deleteAgent,
  getAgents,
  getAgent,
  putAgent,
  getCampaign,
  getCampaigns,
  putCampaign,
  finishOauth,
  startOauth,
  signIn,
  signInLink,
  signOut,
  signOutEverywhere,
  confirm,
  getSessions,
  deleteSession,
  putPassword,
  postPasswordReset,
  putPasswordReset,
  getSecondFactor,
  postSecondFactor,
  putSecondFactor,
  deleteSecondFactor,
  postRecoveryCodes,
  postSso,
  finishSso,
  getIdentityProvider,
  putIdentityProvider,
  deleteIdentityProvider,
  postDomain,
  postDomainCheck,
  deleteDomain,
  getApiKeys,
  postApiKey,
  deleteApiKey,
  getMembers,
  putMember,
  deleteMember,
  deleteMemberSessions,
  getInvitations,
  postInvitation,
  deleteInvitation,
  postInvitationLook,
  postInvitationAccept,
  getEmails,
  getWorkspaces,
  postEnterWorkspace,
  deleteConnection,
  getConnection,
  getConnections,
  postSync,
  putConnection,
  getEvents,
  getPlan,
  putPlan,
  postTrial,
  getPlatforms,
  postDecision,
  getProposal,
  getProposals,
  postRevert,
  getSession,
  putProfile,
  getWorkspace,
  putWorkspace,
  putWorkspaceDeletion,
  deleteWorkspaceDeletion,
  deleteTask,
  postTask,
  getTask,
  getTasks,
  putTaskRetry,
  getDeletedItems,
  postRestore,
  getAudit,
  getAuditActors,
  getAuditCsv,
  getExport,
  getRetention,
  putRetention,
  getFeatureFlags,
  putFeatureFlag,
  getNotifications,
  putNotificationsRead,
  putNotificationRead,
  getNotificationPreferences,
  putNotificationPreferences,
];

import type { WorkspaceDeletion, WorkspaceSettings } from '../contracts/workspace.ts';
import type { SettingsRow } from '../db/repositories/tenants.ts';
import type { Deletion } from '../db/repositories/workspace-deletion.ts';

export const viewWorkspace = (row: SettingsRow): WorkspaceSettings => ({
  name: row.name,
  timeZone: row.time_zone,
  currency: row.currency,
  twoPersonAboveMicros: row.two_person_above_micros?.toString() ?? null,
  version: row.version,
});

export const viewDeletion = ({ deletedAt, purgedAt }: Deletion): WorkspaceDeletion => ({
  deletedAt: deletedAt.toISOString(),
  purgedAt: purgedAt.toISOString(),
});

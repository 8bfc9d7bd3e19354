import type { Workspace } from '../contracts/workspace.ts';
import type { WorkspaceSettings } from '../db/repositories/tenants.ts';

export const viewWorkspace = (row: WorkspaceSettings): Workspace => ({
  name: row.name,
  timeZone: row.time_zone,
  currency: row.currency,
  twoPersonAboveMicros: row.two_person_above_micros?.toString() ?? null,
  version: row.version,
});

import type { ApiKey, KeyScope } from '../contracts/api-keys.ts';
import { stateOfKey, type listKeys } from '../db/repositories/api-keys.ts';

type Row = Awaited<ReturnType<typeof listKeys>>[number];

/** A key without its secret. */
export const apiKeyView = (row: Row, now: Date): ApiKey => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes as KeyScope[],
  hint: row.hint,
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
  lastUsedIp: row.last_used_ip,
  state: stateOfKey(row, now),
});

import { stringify } from 'csv-stringify/sync';
import type { AuditEntry, AuditFilter } from '../contracts/audit.ts';
import { listAudit } from '../db/repositories/audit-log.ts';
import type { TenantTransaction } from '../db/tenant.ts';

const PAGE = 500;
const columns = ['time', 'actor', 'actor_name', 'act', 'object', 'id', 'old', 'new', 'request_id'];

/**
 * The audit log as CSV (RFC 4180, UTF-8 with a mark so that spreadsheets know), a page at a time. Each page is a transaction of
 * its own, so a slow reader holds nothing. `done` is told whether the last line was reached, and after how many.
 */
export async function* auditCsv(
  read: <T>(work: (tx: TenantTransaction) => Promise<T>) => Promise<T>,
  filter: AuditFilter,
  done: (rows: number | null) => Promise<void>,
): AsyncGenerator<string> {
  let rows = 0;
  let cursor: string | null = null;
  let whole = false;
  try {
    yield csv([columns], true);
    do {
      const page = await read((tx) => listAudit(tx, filter, { limit: PAGE, cursor }));
      rows += page.data.length;
      cursor = page.nextCursor;
      yield csv(page.data.map(lineOf));
    } while (cursor);
    whole = true;
  } finally {
    await done(whole ? rows : null);
  }
}

const csv = (lines: (string | null)[][], bom = false) =>
  // A cell that a spreadsheet would calculate begins with an apostrophe instead.
  stringify(lines, { bom, quoted: true, record_delimiter: 'windows', escape_formulas: true });

function lineOf({ at, actor, act, object, objectId, changes, requestId }: AuditEntry): (string | null)[] {
  const side = (which: 'old' | 'new') => {
    const there = changes.filter((change) => change[which] !== null);
    return there.length > 0
      ? JSON.stringify(Object.fromEntries(there.map((change) => [change.field, change[which]])))
      : null;
  };
  return [at, actor.id, actor.name, act, object, objectId, side('old'), side('new'), requestId];
}

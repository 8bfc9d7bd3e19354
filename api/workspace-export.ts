import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { Db } from '../db/database.ts';
import {
  dataLines,
  dataTables,
  leftOut,
  lockExport,
  type DataTable,
} from '../db/repositories/workspace-data.ts';
import { withTenant, type TenantContext, type TenantTransaction } from '../db/tenant.ts';
import { ApiProblem } from './problem.ts';

interface Telling {
  /** What the manifest says of the export itself. */
  about: Record<string, unknown>;
  /** The export begins. */
  begun(): Promise<void>;
  /** It is whole with so many rows; null: it was broken off. */
  ended(rows: number | null): Promise<void>;
}

/**
 * The whole workspace as a zip: a file of JSON lines per table, then a manifest, all as the data were at one moment. Made as it
 * is read; a reader who stops for a minute loses the database's patience, and who leaves ends it. Rejects before the first byte
 * when another export of the workspace runs or the database is away.
 */
export async function exportWorkspace(db: Db, context: TenantContext, telling: Telling): Promise<Readable> {
  const out = new PassThrough();
  out.on('error', () => {}); // whoever reads it is told by its being broken off
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let begun = false;
  const written = withTenant(db, { ...context, snapshot: true }, async (tx) => {
    if (!(await lockExport(tx))) throw running();
    const tables = await dataTables(tx);
    await telling.begun();
    begun = true;
    resolve();
    return writeZip(tx, tables, telling.about, out);
  });
  void written
    .then(async (rows) => {
      await telling.ended(rows);
      out.end();
    })
    .catch(async (error: Error) => {
      reject(error);
      out.destroy(error);
      if (begun) await telling.ended(null);
    })
    .catch(() => {}); // the database is away: the row stays open, and the file was broken off
  await promise;
  return out;
}

async function writeZip(
  tx: TenantTransaction,
  tables: DataTable[],
  about: Record<string, unknown>,
  out: PassThrough,
): Promise<number> {
  const zip = new ZipFile();
  const counts: Record<string, number> = {};
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  zip.on('error', fail);
  let open: Readable | null = null;
  const add = (name: string, lines: () => AsyncIterable<string>) =>
    zip.addReadStreamLazy(name, {}, (give) => {
      open = Readable.from(lines(), { highWaterMark: 1 }).on('error', fail);
      give(null, open);
    });
  for (const table of tables) {
    add(`data/${table.name}.jsonl`, async function* () {
      counts[table.name] = 0;
      for await (const lines of dataLines(tx, table)) {
        counts[table.name]! += lines.length;
        yield `${lines.join('\n')}\n`;
      }
    });
  }
  add('manifest.json', async function* () {
    yield `${JSON.stringify({ ...about, rows: counts, leftOut }, null, 2)}\n`;
  });
  zip.end();
  const source = zip.outputStream as Readable;
  try {
    await Promise.race([pipeline(source, out, { end: false }), failed]);
  } finally {
    (open as Readable | null)?.destroy();
    source.destroy();
  }
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}

const running = () =>
  new ApiProblem('conflict', 'An export of this workspace is being made. Wait until it is whole.', {
    reason: 'export-running',
  });

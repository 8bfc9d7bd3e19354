import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ClockState } from './clock.ts';
import type { Scenario } from './scenario.ts';

/** What a write asked for, after it was understood. Amounts in micros, as text; times in ms since 1970. */
export interface CampaignChange {
  name?: string;
  objective?: string;
  status?: 'ACTIVE' | 'PAUSED' | 'ARCHIVED' | 'DELETED';
  dailyBudgetMicros?: string;
  lifetimeBudgetMicros?: string;
  startsAt?: number;
  stopsAt?: number;
}

/** Everything that ever happened, each as one line. Codes and tokens stand as SHA-256, never themselves. */
export type Happening =
  | { kind: 'scenario'; origin: string; scenario: Scenario }
  | { kind: 'clock'; clock: ClockState }
  | {
      kind: 'code';
      hash: string;
      clientId: string;
      redirectUri: string;
      scopes: string[];
      userId: string;
      expiresAt: number;
    }
  | {
      kind: 'token';
      hash: string;
      life: 'short' | 'long';
      /** The code it was bought with. */
      codeHash?: string;
      scopes: string[];
      userId: string;
      expiresAt: number;
    }
  | { kind: 'revoke'; subcode: number }
  | {
      kind: 'write';
      operation: 'campaign.create' | 'campaign.update' | 'campaign.delete';
      accountId: string | null;
      campaignId: string | null;
      /** The parameters as received, without the token. */
      params: Record<string, string>;
      outcome: 'applied' | 'refused';
      change?: CampaignChange;
      before?: CampaignChange;
      error?: { code: number; subcode?: number };
    };

/** `at` is sandbox time, ISO 8601. */
export type Entry = { seq: number; at: string } & Happening;

export interface Ledger {
  entries(): readonly Entry[];
  /** Writes the entry down before it returns. */
  append(at: number, happening: Happening): Entry;
  close(): void;
}

/**
 * Opens an append-only ledger: one JSON object a line. Without a file it lives in memory.
 * A last line without its newline was torn by a kill, was never answered, and is cut off.
 * Throws an Error that names the line when any other line is unreadable.
 */
export function openLedger(file?: string): Ledger {
  const entries = file === undefined ? [] : readEntries(file);
  const handle = file === undefined ? null : openSync(file, 'a', 0o600);
  return {
    entries: () => entries,
    append(at, happening) {
      const entry: Entry = { seq: entries.length + 1, at: new Date(at).toISOString(), ...happening };
      if (handle !== null) writeSync(handle, `${JSON.stringify(entry)}\n`);
      entries.push(entry);
      return entry;
    },
    close() {
      if (handle !== null) closeSync(handle);
    },
  };
}

function readEntries(file: string): Entry[] {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    return [];
  }
  const bytes = readFileSync(file);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) cutTo(file, whole);
  const lines = bytes.subarray(0, whole).toString('utf8').split('\n').slice(0, -1);
  return lines.map((line, i) => readEntry(file, line, i + 1));
}

function readEntry(file: string, line: string, number: number): Entry {
  try {
    const entry = JSON.parse(line) as Entry;
    if (entry.seq === number) return entry;
  } catch {
    // falls through to the one explanation
  }
  throw new Error(
    `Line ${number} of the sandbox's ledger ${file} is damaged. Remove the file to start a new world.`,
  );
}

function cutTo(file: string, length: number): void {
  const handle = openSync(file, 'r+');
  ftruncateSync(handle, length);
  closeSync(handle);
}

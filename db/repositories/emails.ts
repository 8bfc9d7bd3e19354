import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Locale } from '../../contracts/common.ts';
import type { EmailTemplate } from '../../domain/emails.ts';
import { isCurrent, open, seal, tryRewrap } from '../envelope.ts';
import type { EmailsTable } from '../schema/emails.ts';
import type { TenantTransaction } from '../tenant.ts';
import type { VaultKey } from '../vault.ts';
import { lookAgain, nothingDue } from './due-work.ts';

export interface NewEmail {
  to: string;
  template: EmailTemplate;
  locale: Locale;
  /** What the text names. Never a secret. */
  values: Record<string, string>;
  /** Its single-use link, of which only the hash is stored elsewhere. */
  link?: { vaultKey: VaultKey; token: string; expiresAt: Date };
}

/** How long the outbox shows what was sent or given up. */
const KEPT_MS = 30 * 24 * 60 * 60_000;

const placeOf = (tenantId: string, id: string) => `${tenantId}|email|${id}`;

/** Puts an e-mail into the outbox, in the transaction that gives reason for it. The sweeper sends it. Returns its id. */
export async function enqueueEmail(
  tx: TenantTransaction,
  email: NewEmail,
  now: Date = new Date(),
): Promise<string> {
  const id = randomUUID();
  const { link } = email;
  await tx
    .insertInto('emails')
    .values({
      id,
      recipient: email.to,
      template: email.template,
      locale: email.locale,
      words: JSON.stringify(email.values),
      sealed: link ? seal(link.vaultKey, placeOf(tx.tenantId, id), link.token) : null,
      expires_at: link?.expiresAt ?? null,
      created_at: now,
    })
    .execute();
  await lookAgain(tx, 'email', id, now);
  await tx
    .deleteFrom('emails')
    .where('created_at', '<', new Date(now.getTime() - KEPT_MS))
    .where('state', '<>', 'waiting')
    .execute();
  return id;
}

export interface StoredEmail {
  id: string;
  to: string;
  template: EmailTemplate;
  locale: Locale;
  values: Record<string, string>;
  /** The token of its link; null: it has none, or was sent. */
  token: string | null;
  state: 'waiting' | 'sent' | 'failed';
  tries: number;
  error: string | null;
  createdAt: Date;
  sentAt: Date | null;
  expiresAt: Date | null;
}

/** The outbox of a workspace, newest first. */
export async function listEmails(
  tx: TenantTransaction,
  vaultKey: VaultKey,
  most = 100,
): Promise<StoredEmail[]> {
  const rows = await tx
    .selectFrom('emails')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(most)
    .execute();
  return rows.map((row) => stored(row, vaultKey));
}

/** The newest invitation to each address, with its link while it waits. */
export async function listInvitationEmails(
  tx: TenantTransaction,
  vaultKey: VaultKey,
): Promise<StoredEmail[]> {
  const rows = await tx
    .selectFrom('emails')
    .selectAll()
    .distinctOn('recipient')
    .where('template', '=', 'invitation')
    .orderBy('recipient')
    .orderBy('created_at', 'desc')
    .execute();
  return rows.map((row) => stored(row, vaultKey));
}

export async function findEmail(
  tx: TenantTransaction,
  vaultKey: VaultKey,
  id: string,
): Promise<StoredEmail | null> {
  const row = await tx.selectFrom('emails').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? stored(row, vaultKey) : null;
}

function stored(row: Selectable<EmailsTable>, vaultKey: VaultKey): StoredEmail {
  return {
    id: row.id,
    to: row.recipient,
    template: row.template as EmailTemplate,
    locale: row.locale,
    values: row.words,
    token: row.sealed ? open(vaultKey, placeOf(row.tenant_id, row.id), row.sealed) : null,
    state: row.state,
    tries: row.tries,
    error: row.error,
    createdAt: row.created_at,
    sentAt: row.sent_at,
    expiresAt: row.expires_at,
  };
}

/** It has left; its link's token is forgotten. */
export async function emailSent(tx: TenantTransaction, id: string, now: Date): Promise<void> {
  await tx
    .updateTable('emails')
    .set((e) => ({ state: 'sent', sent_at: now, error: null, sealed: null, tries: e('tries', '+', 1) }))
    .where('id', '=', id)
    .execute();
  await nothingDue(tx, 'email', id);
}

/** There is no mail server to send it with; looked for again at `next`. */
export async function emailHeld(tx: TenantTransaction, id: string, next: Date): Promise<void> {
  await tx.updateTable('emails').set({ error: 'no-smtp' }).where('id', '=', id).execute();
  await lookAgain(tx, 'email', id, next);
}

/** The invitation to this address is over: its mail is not sent any more, and its link forgotten. */
export async function forgetInvitationEmail(tx: TenantTransaction, recipient: string): Promise<void> {
  await tx
    .updateTable('emails')
    .set({ state: 'failed', error: 'not-needed', sealed: null })
    .where('template', '=', 'invitation')
    .where('recipient', '=', recipient)
    .where('state', '=', 'waiting')
    .execute();
}

/** It could not be sent: again at `next`, or never (null). `error`: why, as a code. */
export async function emailFailed(
  tx: TenantTransaction,
  id: string,
  error: string,
  next: Date | null,
): Promise<void> {
  await tx
    .updateTable('emails')
    .set((e) => ({
      error,
      tries: e('tries', '+', 1),
      ...(next ? {} : { state: 'failed' as const, sealed: null }),
    }))
    .where('id', '=', id)
    .execute();
  if (next) await lookAgain(tx, 'email', id, next);
  else await nothingDue(tx, 'email', id);
}

/** Seals the links of these waiting e-mails with the present vault key; returns how many it sealed. */
export async function rewrapEmails(
  tx: TenantTransaction,
  vaultKey: VaultKey,
  ids: string[],
): Promise<number> {
  const rows = await tx
    .selectFrom('emails')
    .select(['id', 'sealed'])
    .where('id', 'in', ids)
    .where('sealed', 'is not', null)
    .forUpdate()
    .execute();
  let done = 0;
  for (const { id, sealed: before } of rows) {
    const sealed =
      before && !isCurrent(vaultKey, before) && tryRewrap(vaultKey, placeOf(tx.tenantId, id), before);
    if (!sealed) continue;
    await tx.updateTable('emails').set({ sealed }).where('id', '=', id).execute();
    done += 1;
  }
  return done;
}

import { createTransport } from 'nodemailer';
import { nothingDue } from '../db/repositories/due-work.ts';
import { emailFailed, emailHeld, emailSent, findEmail } from '../db/repositories/emails.ts';
import type { Db } from '../db/database.ts';
import { withTenant } from '../db/tenant.ts';
import type { VaultKey } from '../db/vault.ts';
import { emailLink, writeEmail } from '../domain/emails.ts';

/** Sends one e-mail; throws what the server or the connection said. */
export interface Mailer {
  send(mail: { id: string; to: string; subject: string; text: string }): Promise<void>;
  close(): void;
}

export interface SmtpConfig {
  /** smtp:// or smtps://, with user and password. */
  url: string;
  /** Sender, as in `AEGIS <aegis@example.com>`. */
  from: string;
}

/** A mailer over SMTP. Every wait is bounded well below the time for which the sweeper claims a row. */
export function openMailer({ url, from }: SmtpConfig): Mailer {
  const patience = {
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 10_000,
    dnsTimeout: 5_000,
  };
  const transport = createTransport({ url, ...patience, disableFileAccess: true, disableUrlAccess: true });
  const host = /@([^>\s]+)/.exec(from)?.[1] ?? 'aegis';
  return {
    send: async ({ id, to, subject, text }) => {
      // A mail that is sent twice, because we were killed in between, has the same id.
      await transport.sendMail({
        from,
        to: { name: '', address: to },
        subject,
        text,
        messageId: `<${id}@${host}>`,
      });
    },
    close: () => transport.close(),
  };
}

export interface EmailDeps {
  db: Db;
  vaultKey: VaultKey;
  publicUrl: string;
  now: () => Date;
  /** null: no SMTP server is configured; e-mails wait in the outbox, which the console shows. */
  mailer?: Mailer | null;
}

const MINUTE_MS = 60_000;
/** Minutes before the next try. */
const pauses = [1, 5, 15, 60, 240];
const LOOK_FOR_SERVER_MS = 60 * MINUTE_MS;

/** Sends what is due, tries again later when the server is away, and gives up when it refuses. */
export async function deliverEmail(deps: EmailDeps, due: { tenant_id: string; id: string }): Promise<void> {
  const context = { tenantId: due.tenant_id, actor: 'system:mailer' };
  const now = deps.now();
  const email = await withTenant(deps.db, context, async (tx) => {
    const found = await findEmail(tx, deps.vaultKey, due.id);
    if (found?.state !== 'waiting') await nothingDue(tx, 'email', due.id);
    else if (found.expiresAt && found.expiresAt <= now) await emailFailed(tx, due.id, 'expired', null);
    else if (!deps.mailer) await emailHeld(tx, due.id, new Date(now.getTime() + LOOK_FOR_SERVER_MS));
    else return found;
    return null;
  });
  if (!email || !deps.mailer) return;
  const link = email.token ? emailLink(deps.publicUrl, email.template, email.token) : '';
  const words = writeEmail(email.template, email.locale, { ...email.values, link });
  const failure = await deps.mailer.send({ id: email.id, to: email.to, ...words }).then(
    () => null,
    (error: unknown) => reasonOf(error),
  );
  await withTenant(deps.db, context, (tx) => {
    if (!failure) return emailSent(tx, email.id, now);
    const pause = failure.forGood ? undefined : pauses[email.tries];
    return emailFailed(
      tx,
      email.id,
      failure.code,
      pause ? new Date(now.getTime() + pause * MINUTE_MS) : null,
    );
  });
}

/** What the server said may hold addresses: only its number, or what the connection died of, is kept. */
function reasonOf(error: unknown): { code: string; forGood: boolean } {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  // Only what it says of this recipient or this text; a wrong login (EAUTH) is ours to mend, and every mail waits for it.
  const ofThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (responseCode) return { code: `smtp-${responseCode}`, forGood: ofThisMail && responseCode >= 500 };
  return { code: (code ?? 'unknown').toLowerCase(), forGood: false };
}

import { enqueueEmail } from '../db/repositories/emails.ts';
import { gatherMail, type Gathered } from '../db/repositories/notification-mails.ts';
import { withTenant } from '../db/tenant.ts';
import { notificationPath, sayNotification } from '../domain/notification-words.ts';
import type { EmailDeps } from './emails.ts';

/** Lines of one mail; the rest stands in the console. */
const MOST_LINES = 20;

/** Puts what a person is to be told by e-mail into the outbox, as one mail. */
export async function mailNotifications(
  deps: Pick<EmailDeps, 'db' | 'publicUrl' | 'now'>,
  due: { tenant_id: string; id: string },
): Promise<void> {
  const now = deps.now();
  await withTenant(deps.db, { tenantId: due.tenant_id, actor: 'system:mailer' }, async (tx) => {
    const gathered = await gatherMail(tx, due.id, now);
    if (!gathered) return;
    const { to, locale } = gathered;
    await enqueueEmail(tx, { to, locale, ...written(gathered, deps.publicUrl) }, now);
  });
}

function written({ name, workspace, locale, news }: Gathered, publicUrl: string) {
  const said = news.map(({ kind, subject, words }) => ({
    line: sayNotification(kind, locale, words, (instant) => dayOf(instant, locale)),
    address: publicUrl + notificationPath(kind, subject),
  }));
  const values = { name, workspace, settings: `${publicUrl}/settings/notifications` };
  const [only] = said;
  if (only && said.length === 1) return { template: 'notification' as const, values: { ...values, ...only } };
  const lines = said.slice(0, MOST_LINES).map(({ line, address }) => `- ${line}: ${address}`);
  const left = said.length - lines.length;
  const rest = left > 0 ? [{ en: `- ${left} more: ${publicUrl}`, fr: `- ${left} de plus: ${publicUrl}` }[locale]] : []; // prettier-ignore
  return {
    template: 'notifications' as const,
    values: { ...values, count: String(said.length), lines: [...lines, ...rest].join('\n') },
  };
}

const dayOf = (instant: string, locale: string) =>
  new Intl.DateTimeFormat(locale === 'fr' ? 'fr' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(instant),
  );

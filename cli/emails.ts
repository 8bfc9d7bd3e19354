import { openDatabase, openDispatch } from '../db/database.ts';
import { findEmail } from '../db/repositories/emails.ts';
import { withTenant } from '../db/tenant.ts';
import { readVaultKey } from '../db/vault.ts';
import { emailLink, writeEmail } from '../domain/emails.ts';
import { isRunning, readSecrets } from './data-folder.ts';
import { applicationUrl, dispatchUrl } from './database.ts';
import { publicUrlOf } from './seed.ts';
import { readSettings } from './settings.ts';

/** `aegis emails`: prints the e-mails of all workspaces that wait because no SMTP server is configured, links included. */
export async function emailsCommand(): Promise<void> {
  const settings = readSettings(process.env);
  if (!(await isRunning(settings.dataFolder))) {
    throw new Error(`AEGIS does not run on ${settings.dataFolder}; npm start starts it.`);
  }
  const secrets = await readSecrets(settings.dataFolder);
  const vaultKey = readVaultKey(
    process.env.AEGIS_VAULT_KEY || secrets.vaultKey,
    process.env.AEGIS_VAULT_OLD_KEYS,
  );
  const db = openDatabase(applicationUrl(settings, process.env, secrets), { name: 'aegis-emails', size: 1 });
  const dispatch = openDispatch(dispatchUrl(settings, process.env, secrets), {
    name: 'aegis-emails',
    size: 1,
  });
  try {
    const due = await dispatch
      .selectFrom('due_work')
      .select(['tenant_id', 'id'])
      .where('kind', '=', 'email')
      .orderBy('due_at')
      .execute();
    if (due.length === 0) console.log('No e-mail waits.');
    for (const { tenant_id: tenantId, id } of due) {
      const email = await withTenant(db, { tenantId, actor: 'system:cli', readOnly: true }, (tx) =>
        findEmail(tx, vaultKey, id),
      );
      if (email?.state !== 'waiting') continue;
      const link = email.token ? emailLink(publicUrlOf(settings), email.template, email.token) : '';
      const { subject, text } = writeEmail(email.template, email.locale, { ...email.values, link });
      console.log(`To: ${email.to}\nSubject: ${subject}\n\n${text}\n--`);
    }
  } finally {
    await Promise.all([db.close(), dispatch.destroy()]);
  }
}

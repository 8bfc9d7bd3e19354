import type { Generated } from 'kysely';
import type { GeneratedInstant, Json, TenantId } from './columns.ts';

export interface EmailsTable {
  tenant_id: TenantId;
  id: string;
  recipient: string;
  template: string;
  locale: 'en' | 'fr';
  /** What the template's text names; never a secret. */
  words: Json<Record<string, string>>;
  /** The token of its link, by the vault key; null: no link, or sent. */
  sealed: Buffer | null;
  /** Not sent after this, because its link has ended. */
  expires_at: Date | null;
  state: Generated<'waiting' | 'sent' | 'failed'>;
  tries: Generated<number>;
  /** Why it was not sent, as a code. */
  error: string | null;
  created_at: GeneratedInstant;
  sent_at: Date | null;
}

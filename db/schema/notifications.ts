import type { Generated } from 'kysely';
import type { NotificationKind, NotificationWords } from '../../domain/notifications.ts';
import type { Json, TenantId } from './columns.ts';

export interface NotificationsTable {
  tenant_id: TenantId;
  id: Generated<string>;
  user_id: string;
  kind: NotificationKind;
  /** Id of what it is about. */
  subject: string;
  words: Json<NotificationWords>;
  /** False: the person wants an e-mail only. */
  in_console: boolean;
  /** Its e-mail waits until then; null: none. */
  mail_due: Date | null;
  mailed_at: Date | null;
  read_at: Date | null;
  created_at: Date;
}

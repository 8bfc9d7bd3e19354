import type { NotificationChoices } from '../../domain/notifications.ts';
import type { GeneratedJson, TenantId } from './columns.ts';

/** By which ways a person wants to be told; without a row the defaults of domain/notifications.ts hold. */
export interface NotificationPreferencesTable {
  tenant_id: TenantId;
  user_id: string;
  choices: GeneratedJson<NotificationChoices>;
  /** Minutes of the day in `time_zone`; all three or none. */
  quiet_from: number | null;
  quiet_until: number | null;
  time_zone: string | null;
}

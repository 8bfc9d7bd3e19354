import type { Generated } from 'kysely';
import type { BigInteger, GeneratedBigInteger, GeneratedInstant } from './columns.ts';

/** A tenant; its id is the tenant id of its own row. */
export interface TenantsTable {
  id: string;
  name: string;
  /** With trial_ends_at, carried here from subscriptions; nothing else changes the two. */
  plan: Generated<'free' | 'starter' | 'pro' | 'enterprise'>;
  trial_ends_at: Date | null;
  time_zone: Generated<string>;
  currency: Generated<string>;
  locale: Generated<string>;
  /** Budget changes above this need two people; null: never. */
  two_person_above_micros: BigInteger | null;
  /** Number of the tenant's last task. */
  task_number: GeneratedBigInteger;
  /** Tasks admitted on tasks_day, a local date in time_zone. */
  tasks_today: Generated<number>;
  tasks_day: string | null;
  /** Of what people set: name, time zone, currency, threshold. */
  version: Generated<number>;
  /** How long what was deleted can be restored. */
  retention_days: Generated<number>;
  created_at: GeneratedInstant;
  deleted_at: Date | null;
}

import type { Generated } from 'kysely';
import type { GeneratedInstant } from './columns.ts';

/** Global: without a tenant all rows, inside withTenant only that tenant's people. */
export interface UsersTable {
  id: Generated<string>;
  /** Lower case, no blanks around it. */
  email: string;
  name: string;
  title: string | null;
  password_hash: string | null;
  locale: Generated<string>;
  created_at: GeneratedInstant;
}

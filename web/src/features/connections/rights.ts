import type { Role } from '../../../../contracts/session.ts';
import { useSession } from '../../lib/use-session.ts';

const may = {
  manage: ['owner', 'admin'],
  run: ['owner', 'admin', 'operator', 'analyst'],
} satisfies Record<string, Role[]>;

/** Whether the reader's role may connect and disconnect, or run syncs; the API decides in the end. */
export function useMay(right: keyof typeof may): boolean {
  const { data } = useSession();
  return data !== undefined && (may[right] as Role[]).includes(data.role);
}

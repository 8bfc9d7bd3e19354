import type { Right } from '../../../contracts/session.ts';
import { useSession } from './use-session.ts';

/** Whether the reader's role allows this; what it does not allow is not shown. The API decides in the end. */
export function useMay(right: Right): boolean {
  const { data } = useSession();
  return data?.rights.includes(right) ?? false;
}

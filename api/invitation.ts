import type { Role } from '../contracts/session.ts';
import { findInvitation } from '../db/repositories/invitations.ts';
import { findUserByEmail, membershipsOf, type User } from '../db/repositories/users.ts';
import { readTenantToken } from '../db/tenant-token.ts';
import { withTenant } from '../db/tenant.ts';
import type { ApiDeps } from './deps.ts';
import { ApiProblem } from './problem.ts';

export interface HeldInvitation {
  id: string;
  tenantId: string;
  workspace: string;
  invitedBy: string;
  email: string;
  role: Role;
  expiresAt: Date;
  /** Who has this address, or null. */
  account: User | null;
  /** The account belongs somewhere: its owner can sign in. */
  hasAccount: boolean;
}

export const invalidInvitation = () =>
  new ApiProblem('invalid-link', 'The invitation was used, withdrawn or has ended. Ask for a new one.');

/** The invitation that this link holds; 401 when it holds none. */
export async function readInvitation(deps: ApiDeps, token: string): Promise<HeldInvitation> {
  const read = readTenantToken(token);
  if (!read) throw invalidInvitation();
  const { tenantId } = read;
  const found = await withTenant(
    deps.db,
    { tenantId, actor: 'system:invitation', readOnly: true },
    async (tx) => {
      const [invitation, tenant] = await Promise.all([
        findInvitation(tx, read, deps.now()),
        tx.selectFrom('tenants').select('name').where('deleted_at', 'is', null).executeTakeFirst(),
      ]);
      return invitation && tenant ? { ...invitation, workspace: tenant.name } : null;
    },
  );
  if (!found) throw invalidInvitation();
  const account = await findUserByEmail(deps.db, found.email);
  const homes = account ? await membershipsOf(deps.db, account.id) : [];
  return {
    ...{
      id: found.id,
      tenantId,
      workspace: found.workspace,
      invitedBy: found.invited_by,
      email: found.email,
    },
    ...{ role: found.role as Role, expiresAt: found.expires_at, account, hasAccount: homes.length > 0 },
  };
}

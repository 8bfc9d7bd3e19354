import { sql } from 'kysely';
import { mayChange } from '../../domain/rights.ts';
import type { TenantTransaction } from '../tenant.ts';
import { isOn } from './feature-flags.ts';

/** Of a membership `m`: whether its role may decide. */
export const decides = sql<boolean>`exists (select from aegis.role_rights r where r.role = m.role and r."right" = 'change')`;

/** True for a member who may decide, now. */
export async function mayDecide(tx: TenantTransaction, userId: string): Promise<boolean> {
  const member = await tx
    .selectFrom('memberships as m')
    .select('m.role')
    .where('m.user_id', '=', userId)
    .where('m.removed_at', 'is', null)
    .where(decides)
    .executeTakeFirst();
  return member !== undefined;
}

/** True for a living connection that was granted the right to change campaigns. */
export async function mayBeChanged(tx: TenantTransaction, connectionId: string): Promise<boolean> {
  const connection = await tx
    .selectFrom('connections')
    .select(['platform', 'scopes'])
    .where('id', '=', connectionId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return connection !== undefined && mayChange(connection.platform, connection.scopes);
}

/**
 * The approvals behind a proposal as they stand: of people who may still decide, or of the agent's policy while agents may act
 * alone.
 */
export async function approvalsOf(
  tx: TenantTransaction,
  proposalId: string,
): Promise<{ people: number; policy: boolean }> {
  const rows = await tx
    .selectFrom('decisions as d')
    .leftJoin('memberships as m', (join) =>
      join.onRef('m.user_id', '=', 'd.user_id').on('m.removed_at', 'is', null).on(decides),
    )
    .select(['d.user_id as decided_by', 'm.user_id as member'])
    .where('d.proposal_id', '=', proposalId)
    .where('d.verdict', '=', 'approve')
    .execute();
  return {
    people: rows.filter((row) => row.member).length,
    policy: rows.some((row) => row.decided_by === null) && (await isOn(tx, 'act-alone')),
  };
}

/** Size of a daily change above which two people have to agree, in micros; null: never. */
export async function twoPersonAbove(tx: TenantTransaction): Promise<bigint | null> {
  const tenant = await tx.selectFrom('tenants').select('two_person_above_micros').executeTakeFirstOrThrow();
  return tenant.two_person_above_micros;
}

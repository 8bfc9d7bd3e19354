import type { NotificationKind, NotificationWords } from '../../domain/notifications.ts';
import type { TenantTransaction } from '../tenant.ts';
import { settleNews, tell } from './notifications.ts';
import type { ProposalRow } from './proposals.ts';
import { namesOf } from './users.ts';

const campaignName = async (tx: TenantTransaction, { platform, campaign_id }: ProposalRow) => {
  const row = await tx
    .selectFrom('campaigns')
    .select('name')
    .where('platform', '=', platform)
    .where('id', '=', campaign_id)
    .executeTakeFirst();
  return row?.name ?? campaign_id;
};

/** Tells those who may decide that a change waits for them. */
export async function tellWaiting(tx: TenantTransaction, row: ProposalRow): Promise<void> {
  const { agent_key: agent, proposed_by } = row;
  const actor = `user:${proposed_by ?? ''}`;
  const [campaign, names] = await Promise.all([
    campaignName(tx, row),
    proposed_by ? namesOf(tx, [actor]) : new Map<string, string>(),
  ]);
  const by: NotificationWords = agent ? { by: agent, agent } : { by: names.get(actor) ?? '' };
  await tell(
    tx,
    { kind: 'change-waits', subject: row.id, words: { campaign, ...by } },
    { right: 'change', but: proposed_by },
  );
}

/** Nobody needs to decide on it any more. */
export const waitsNoLonger = (tx: TenantTransaction, proposalId: string) =>
  settleNews(tx, 'change-waits', proposalId);

const ends: Partial<Record<ProposalRow['state'], NotificationKind>> = {
  read_back: 'change-applied',
  failed: 'change-failed',
  conflict: 'change-conflict',
};

/** Tells what came of a change to those who asked for it or agreed; to all who may decide where an agent acted alone. */
export async function tellEnd(tx: TenantTransaction, row: ProposalRow): Promise<void> {
  const kind = ends[row.state];
  if (!kind) return;
  const [campaign, decisions] = await Promise.all([
    campaignName(tx, row),
    tx
      .selectFrom('decisions')
      .select('user_id')
      .where('proposal_id', '=', row.id)
      .where('verdict', '=', 'approve')
      .execute(),
  ]);
  const people = [row.proposed_by, ...decisions.map((one) => one.user_id)].filter((id) => id !== null);
  await tell(
    tx,
    { kind, subject: row.id, words: { campaign } },
    people.length > 0 ? { people: [...new Set(people)] } : { right: 'change' },
  );
}

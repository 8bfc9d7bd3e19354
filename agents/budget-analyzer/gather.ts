import { addDays, localDate } from '../../domain/calendar.ts';
import { AgentError, type Gathering, type Reader } from '../types.ts';
import { WAIT_DAYS } from './candidates.ts';
import type { Gathered, Input, Settings } from './schema.ts';

/** Reads the account, its campaigns and their whole days. Throws 'not-found' and 'not-enough-data'. */
export async function gather(reader: Reader, request: Gathering<Input, Settings>): Promise<Gathered> {
  const { platform, accountId, days } = request.input;
  const account = await reader.account(platform, accountId);
  if (!account) {
    throw new AgentError(
      'not-found',
      'The ad account is not connected.',
      'Choose an account under Connected accounts.',
    );
  }
  const asOf = localDate(request.now, account.timeZone);
  const from = addDays(asOf, -days);
  // One day more, since a local day can begin before that of UTC.
  const recently = new Date(request.now.getTime() - (WAIT_DAYS + 1) * 86_400_000);
  const [campaigns, decisions, read, calibration] = await Promise.all([
    reader.campaigns(platform, accountId),
    reader.recentDecisions(platform, accountId, 'budget-analyzer', recently),
    reader.campaignDays(platform, accountId, { from, to: addDays(asOf, -1) }),
    reader.calibration('budget-analyzer'),
  ]);
  const rows = oneAttribution(read.filter((row) => row.day >= from && row.day < asOf));
  if (rows.length === 0) {
    throw new AgentError(
      'not-enough-data',
      `No day with delivery is known for ${account.name}.`,
      'Sync the connection, or wait for the first whole day of delivery.',
    );
  }
  const onDay = (instant: string | null | undefined) =>
    instant ? localDate(new Date(instant), account.timeZone) : null;
  const decided = new Map(decisions.map((one) => [one.campaignId, one]));
  return {
    ...{ asOf, from, account, days: rows, calibration },
    campaigns: campaigns.map((campaign) => ({
      ...campaign,
      changedOn: onDay(decided.get(campaign.id)?.changedAt),
      rejectedOn: onDay(decided.get(campaign.id)?.rejectedAt),
    })),
  };
}

/** Rows of the attribution setting that most rows have: two settings count the same order twice. */
function oneAttribution<Row extends { attribution: string }>(rows: Row[]): Row[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row.attribution, (counts.get(row.attribution) ?? 0) + 1);
  const [most] = [...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b));
  return counts.size <= 1 ? rows : rows.filter((row) => row.attribution === most![0]);
}

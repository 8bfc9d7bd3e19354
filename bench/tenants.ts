import { report, type Figure } from './report.ts';
import { withDatabase } from '../cli/throw-away-database.ts';
import { storm } from './tenants/storm.ts';

/** How many; AEGIS_STORM_TRANSACTIONS makes it another number. */
const TRANSACTIONS = Number(process.env.AEGIS_STORM_TRANSACTIONS ?? 100_000);

/** Random transactions of twenty tenants over one pool, with connections killed under them: no row ever changes hands. */
export const run = (options: { json: boolean }) =>
  withDatabase('storm', [], async (database) => {
    const seed = process.env.AEGIS_STORM_SEED ?? new Date().toISOString();
    console.error(`Seed ${seed}`);
    const { transactions, failed, killed, leaks } = await storm({
      ...{ appUrl: database.app, superuserUrl: database.superuser, transactions: TRANSACTIONS, seed },
      onProgress: (done) => console.error(`${done} transactions`),
    });
    for (const leak of leaks.slice(0, 20)) console.error(leak);
    report(
      [
        figure('transactions', transactions, `≥ ${TRANSACTIONS}`, transactions >= TRANSACTIONS),
        figure('rolled_back', failed, 'some', failed > 0),
        figure(
          'connections_killed',
          killed,
          `≥ ${Math.floor(TRANSACTIONS / 200)}`,
          killed >= Math.floor(TRANSACTIONS / 200),
        ),
        figure('leaks', leaks.length, '0', leaks.length === 0),
      ],
      options,
    );
  });

const figure = (name: string, value: number, target: string, holds: boolean): Figure => ({
  ...{ bench: 'tenants', figure: name, value, unit: '', baseline: null, ratio: null, target, holds },
});

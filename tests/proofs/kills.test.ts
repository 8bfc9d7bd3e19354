import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import { randomFor } from '../../domain/random.ts';
import { proofSize } from '../setup/proof.ts';
import { createTestNamespace } from '../setup/temporal.ts';
import { doomed, halfPurged, purged, stillThere } from '../faults/doomed.ts';
import { rowsOf } from '../faults/rows.ts';
import { changeAll, connectAndSync, runAll } from '../faults/story.ts';
import { createWorld, twoPeople, type PartName, type World } from '../faults/world.ts';

/** Spec E1, E3, E7: a process that is killed costs time and nothing else, in the middle of a purge as well. */
jest.setTimeout(540_000);

const seed = process.env.AEGIS_KILL_SEED ?? String(randomInt(1_000_000));
type Phase = 'sync' | 'run' | 'change';
/** How many kills of each process fall into each phase, by world. */
const kills = proofSize<Record<Phase, number>[]>(
  [{ sync: 1, run: 1, change: 2 }],
  [
    { sync: 2, run: 1, change: 2 },
    { sync: 1, run: 2, change: 2 },
  ],
);
const planned = kills.reduce((all, { sync, run, change }) => all + sync + run + change, 0);
/** The part of a phase in which a kill can fall, in ms from its beginning or from the last restart. */
const span: Record<Phase, number> = { sync: 3_000, run: 2_500, change: 2_500 };

test(`after ${planned} SIGKILLs each of worker and API, rows and ledger are those of an undisturbed run (AEGIS_KILL_SEED=${seed})`, async () => {
  const instant = Date.now();
  const plans = [null, ...kills];
  const worlds = await Promise.all(plans.map(async () => createWorld(await createTestNamespace(), instant)));
  const done: string[] = [];
  try {
    const results = await Promise.all(
      worlds.map(async (world, i) => {
        const plan = plans[i] ?? null;
        await tell(world, plan, `${seed}/${i}`, done);
        return { rows: await rowsOf(world), writes: await world.writes() };
      }),
    );
    expect(done.filter((one) => one === 'worker')).toHaveLength(planned);
    expect(done.filter((one) => one === 'api')).toHaveLength(planned);
    const [undisturbed, ...disturbed] = results;
    expect(undisturbed!.writes.length).toBeGreaterThan(3);
    const changed = undisturbed!.writes.map((write) => write.campaignId);
    expect(new Set(changed).size).toBe(changed.length);
    for (const { rows, writes } of disturbed) {
      expect(rows).toEqual(undisturbed!.rows);
      expect(writes.map(told).sort()).toEqual(undisturbed!.writes.map(told).sort());
    }
  } catch (error) {
    console.error(`AEGIS_KILL_SEED=${seed}\n${worlds.map((world) => world.output()).join('\n---\n')}`);
    throw error;
  } finally {
    await Promise.all(worlds.map((world) => world.close()));
  }
});

/** Changes of one moment have no order. */
const told = ({ campaignId, operation, outcome, params }: Awaited<ReturnType<World['writes']>>[number]) =>
  JSON.stringify([campaignId, operation, outcome, params]);

/** Sync, run and change, with the planned kills falling into them. */
async function tell(world: World, plan: Record<Phase, number> | null, key: string, done: string[]) {
  await Promise.all([world.start('worker'), world.start('api')]);
  const over = await doomed(world);
  await halfPurged(world, over);
  if (plan) {
    await world.kill('worker');
    expect(await stillThere(world, over)).toBe(true);
    await world.start('worker');
  }
  const people = await twoPeople(world);
  await world.slow(60); // wide enough to be hit
  const during = async <T>(phase: Phase, work: () => Promise<T>): Promise<T> => {
    const attacks = (['worker', 'api'] as const).map((part) => {
      const { uniform } = randomFor('kills', key, phase, part);
      return attack(world, part, plan?.[phase] ?? 0, () => uniform() * span[phase], done);
    });
    const [result] = await Promise.all([work(), ...attacks]);
    world.note(`${phase} is over`);
    return result;
  };
  const connection = await during('sync', () => connectAndSync(people));
  const [account] = connection.accounts.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await during('run', () => runAll(people, account!.id));
  await during('change', () => changeAll(people));
  await purged(world, over);
}

async function attack(world: World, part: PartName, times: number, wait: () => number, done: string[]) {
  for (let i = 0; i < times; i++) {
    await sleep(wait());
    await world.kill(part);
    done.push(part);
    await world.start(part);
  }
}

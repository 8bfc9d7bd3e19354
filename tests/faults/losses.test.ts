import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { freePort } from '../../cli/ports.ts';
import { syncSchema } from '../../contracts/connections.ts';
import { proposalDetailSchema } from '../../contracts/proposals.ts';
import { getTemporal } from '../../temporal/binary.ts';
import { NAMESPACE } from '../../temporal/names.ts';
import { startTemporal, temporalDatabase } from '../../temporal/server.ts';
import { createTestNamespace } from '../setup/temporal.ts';
import { approve, ask, askForChange, budgetOf, connectAndSync, freeCampaigns, untilTask } from './story.ts';
import { again, createWorld, twoPeople, type World } from './world.ts';

/** Spec E1, E3, E7: either database is lost, and what the other knows is enough. */
jest.setTimeout(540_000);

test('Temporal loses its database: open work starts again, approvals still wait, each change is made once', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'aegis-losses-'));
  const { file } = await getTemporal({ env: process.env, say: () => {} });
  const options = { file, dataFolder: folder, port: await freePort(), uiPort: await freePort() };
  let temporal = await startTemporal(options);
  const world = await createWorld({ address: temporal.address, namespace: NAMESPACE }, Date.now());
  try {
    await told(world, async () => {
      await Promise.all([world.start('worker'), world.start('api')]);
      const people = await twoPeople(world);
      const [owner] = people;
      const { id: connectionId, accounts } = await connectAndSync(people);
      const [done, waiting, applying] = await freeCampaigns(people);
      await approve(people, await askForChange(owner!, done!, budgetOf(done!, 9n)));
      const waits = await askForChange(owner!, waiting!, budgetOf(waiting!, 9n));

      await world.slow(1_000);
      const sync = await owner!.send('POST', `connections/${connectionId}/sync`, syncSchema);
      const change = await askForChange(owner!, applying!, { status: 'paused' });
      const task = await ask(owner!, 'spend-optimization', accounts[0]!.id);
      await until(world, `select from aegis.proposals where state = 'applying'`);
      await until(world, `select from aegis.syncs where id = '${sync.id}' and state = 'running'`);
      temporal.kill();
      await temporal.exited;
      for (const end of ['', '-wal', '-shm']) await rm(temporalDatabase(folder) + end, { force: true });
      await world.clearFaults();
      temporal = await startTemporal(options);
      world.note('Temporal begins anew');

      await untilTask(owner!, task, 'completed');
      world.note('task completed');
      await until(world, `select from aegis.syncs where id = '${sync.id}' and state = 'completed'`);
      world.note('sync completed');
      await approve(people, change);
      world.note('change applied');
      expect(await stateOf(world, waits)).toBe('proposed');
      await approve(people, waits);
      expect((await world.writes()).map((write) => write.campaignId).sort()).toEqual(
        [done!, waiting!, applying!].map(({ id }) => id.slice('meta:'.length)).sort(),
      );
    });
  } finally {
    await world.close();
    await temporal.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

test('PostgreSQL is restored from before: nothing is applied twice, and rows become true again', async () => {
  const world = await createWorld(await createTestNamespace(), Date.now());
  const stop = () => Promise.all([world.kill('worker'), world.kill('api')]);
  const start = () => Promise.all([world.start('worker'), world.start('api')]);
  try {
    await told(world, async () => {
      await start();
      const people = await twoPeople(world);
      const [owner] = people;
      const { accounts } = await connectAndSync(people);
      const [before, waiting, after] = await freeCampaigns(people);
      await approve(people, await askForChange(owner!, before!, budgetOf(before!, 9n)));
      const approved = await askForChange(owner!, waiting!, budgetOf(waiting!, 9n));
      await stop();
      const restore = await world.backUp();

      await start();
      await approve(people, approved);
      await approve(people, await askForChange(owner!, after!, budgetOf(after!, 9n)));
      const forgotten = await ask(owner!, 'spend-analysis', accounts[0]!.id);
      await untilTask(owner!, forgotten, 'completed');
      const writes = await world.writes();
      expect(writes).toHaveLength(3);
      await stop();
      await restore();
      expect(await stateOf(world, approved)).toBe('proposed');

      await start();
      // Nobody approves again.
      await until(world, `select from aegis.proposals where id = '${approved}' and state = 'read_back'`);
      const { decisions } = await again(() =>
        owner!.send('GET', `proposals/${approved}`, proposalDetailSchema),
      );
      expect(decisions.map((one) => one.verdict)).toEqual(['approve', 'approve']);
      const truth = await world.truth();
      for (const campaign of [before!, waiting!, after!]) {
        const id = campaign.id.slice('meta:'.length);
        const budget = truth.find((one) => one.id === id)!.dailyBudgetMicros;
        await until(
          world,
          `select from aegis.campaigns where id = '${id}' and daily_budget_micros = ${budget}`,
        );
      }
      const repeated = await ask(owner!, 'spend-analysis', accounts[0]!.id);
      expect(repeated).not.toBe(forgotten);
      await untilTask(owner!, repeated, 'completed');
      expect(await world.writes()).toEqual(writes);
    });
  } finally {
    await world.close();
  }
});

/** With what the processes said when it fails. */
async function told(world: World, story: () => Promise<void>): Promise<void> {
  try {
    await story();
  } catch (error) {
    console.error(world.output());
    throw error;
  }
}

async function until(world: World, query: string): Promise<void> {
  for (let tries = 0; (await world.query(query)).length === 0; tries++) {
    if (tries === 1_200) throw new Error(`It did not come so far: ${query}`);
    await sleep(100);
  }
}

async function stateOf(world: World, id: string): Promise<string> {
  const [row] = await world.query('select state from aegis.proposals where id = $1', [id]);
  return z.object({ state: z.string() }).parse(row).state;
}

import { execFile } from 'node:child_process';
import { access, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { startAnalyst } from '../../activities/analysis.ts';
import { ModelError } from '../../activities/model/port.ts';
import { requestCancel } from '../../db/repositories/tasks.ts';
import { getTemporal } from '../../temporal/binary.ts';
import { workflowIds } from '../../temporal/names.ts';
import { cancelTask, startPurge, startRenewal, startRotation, startSync } from '../../temporal/start.ts';
import { MONDAY } from '../sandbox/client.ts';
import start from '../setup/start.ts';
import stop from '../setup/stop.ts';
import { temporalAddress } from '../setup/temporal.ts';
import { eventually } from '../workflows/product.ts';
import { startChanges } from '../workflows/proposals.ts';

/**
 * Records what the workflows do today, for replay.test.ts: `npx -c 'node tests/histories/record.ts'`. A file that is there
 * already is kept: runs like it may still be open somewhere.
 */
const [LINEN, CART, TERRACE] = ['120245452617390604', '120245452617400217', '120246118203355018'];
const DAY = 86_400_000;

await start();
const { file: cli } = await getTemporal({ env: process.env, say: () => {} });
const analyst = startAnalyst();
let broken = false;
let pauseMs = 20;
const changes = await startChanges({
  pauseBeforeTry: () => pauseMs,
  analyst: {
    analyze: (job) => (broken ? Promise.reject(new Error('broken')) : analyst.analyze(job)),
    close: () => analyst.close(),
  },
  model: {
    name: 'recorded',
    write: () => Promise.reject(new ModelError('model-rejected', 'The language model refused the request.')),
  },
});
const { client, product, tenant, workspace } = changes;

try {
  await keys();
  await agentRuns();
  await purges();
  await changesOfCampaigns();
  await syncs();
} finally {
  await changes.close();
  await stop();
}

async function agentRuns(): Promise<void> {
  const done = await product.run(tenant);
  await product.until(tenant.tenantId, done.id, 'completed');
  await save('agent-run-completed', workflowIds.task(done.id, 1));

  const offline = await startChanges();
  try {
    const task = await offline.product.run(offline.tenant);
    await offline.product.until(offline.tenant.tenantId, task.id, 'completed');
    await save('agent-run-offline', workflowIds.task(task.id, 1), offline);
  } finally {
    await offline.close();
  }

  broken = true;
  const dead = await product.run(tenant);
  await product.until(tenant.tenantId, dead.id, 'dead_letter');
  await save('agent-run-dead-letter', workflowIds.task(dead.id, 1));

  pauseMs = 60_000;
  const canceled = await product.run(tenant);
  await product.until(tenant.tenantId, canceled.id, 'retrying');
  await changes.inTenant((tx) => requestCancel(tx, canceled.id));
  await cancelTask(client, { id: canceled.id, round: 1 }, 10_000);
  await product.until(tenant.tenantId, canceled.id, 'canceled');
  await save('agent-run-canceled', workflowIds.task(canceled.id, 1));
  broken = false;
}

async function changesOfCampaigns(): Promise<void> {
  const rejected = await changes.advise(CART, 170);
  await changes.begin(rejected);
  await changes.decide(rejected, 'reject');
  await save('change-rejected', workflowIds.change(rejected.id));

  const refused = await changes.advise(TERRACE, 100);
  await changes.begin(refused);
  await changes.decide(refused);
  await save('change-failed', workflowIds.change(refused.id));

  const applied = await changes.advise(LINEN, 210, { revenue: { mean: '0', p10: '-1', p90: '1' } });
  await changes.begin(applied);
  await changes.decide(applied);
  await changes.until(applied.id, 'read_back');
  // Nothing is synced meanwhile: each outcome is refused a week after it was due.
  for (const days of [8, 16, 30, 38]) {
    await workspace.setClock(MONDAY + days * DAY);
    await changes.wake(applied);
  }
  await save('change-applied', workflowIds.change(applied.id));
}

async function syncs(): Promise<void> {
  const sync = async () => {
    const id = await workspace.request(tenant.tenantId, tenant.connectionId);
    const row = { tenantId: tenant.tenantId, id, platform: 'meta', trigger: 'manual' };
    await startSync(client, row, { waitMs: 10_000 });
    return workflowIds.sync(id);
  };
  await save('platform-sync-completed', await sync());
  await workspace.sandbox.control('/__faults', { kind: 'revoke-tokens' });
  await save('platform-sync-failed', await sync());
}

/** In a world of their own, whose clock they move. */
async function keys(): Promise<void> {
  const other = await startChanges();
  try {
    const { client, tenant, workspace } = other;
    await (await startRotation(client, workspace.deps.vaultKey.current)).result();
    await save('rotate-keys-completed', workflowIds.rotation, other);

    await workspace.setClock(tenant.credential.expiresAt!.getTime() - 5 * DAY);
    const row = { tenantId: tenant.tenantId, id: tenant.connectionId, platform: 'meta' };
    await startRenewal(client, row, { waitMs: 10_000 });
    await save('renew-credential-completed', workflowIds.renewal(tenant.connectionId), other);
  } finally {
    await other.close();
  }
}

async function purges(): Promise<void> {
  await startPurge(client, tenant.tenantId, { waitMs: 10_000 });
  await save('purge-completed', workflowIds.purge(tenant.tenantId));
}

/** Writes the history of an ended run, without what names this machine. */
async function save(name: string, workflowId: string, { client } = changes): Promise<void> {
  const file = new URL(`${name}.json`, import.meta.url);
  const handle = client.workflow.getHandle(workflowId);
  await eventually(
    async () => (await handle.describe()).status.name,
    (status) => status !== 'RUNNING',
  );
  if (await access(file).then(() => true, () => false)) return; // prettier-ignore
  const { namespace } = client.options;
  const show = ['workflow', 'show', '--workflow-id', workflowId, '--output', 'json'];
  const { stdout: history } = await promisify(execFile)(
    cli,
    [...show, '--address', temporalAddress(), '--namespace', namespace],
    { maxBuffer: 50e6 },
  );
  const anonymous = JSON.parse(history, (key, value: unknown) => {
    if (key === 'stackTrace') return '';
    if (key === 'identity' || key === 'workerInstanceKey') return 'recorder';
    return value;
  }) as unknown;
  await writeFile(file, `${JSON.stringify(anonymous)}\n`);
  process.stdout.write(`${name}.json\n`);
}

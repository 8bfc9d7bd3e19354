import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import { readVaultKey } from '../../db/vault-key.ts';
import { dataConverter } from '../../temporal/codec.ts';
import { readHistory } from './read.ts';
import { sealHistory } from './seal.ts';
import * as workflows from '../../workflows/index.ts';

/** design.md §5, Change: a workflow goes on with what an earlier release of it began. */
jest.setTimeout(120_000);

const here = path.dirname(fileURLToPath(import.meta.url));
const names = (await readdir(here)).filter((name) => name.endsWith('.json')).sort();

const bundleOf = (file: string, failureConverterPath?: string) =>
  bundleWorkflowCode({
    workflowsPath: path.join(here, file),
    logger: new DefaultLogger('ERROR'),
    failureConverterPath,
  });
const replay = async (bundle: WorkflowBundle, name: string) =>
  Worker.runReplayHistory({ workflowBundle: bundle }, await readHistory(path.join(here, name)), name);

let bundle: WorkflowBundle;
beforeAll(async () => {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR' } } },
  });
  bundle = await bundleOf('../../workflows/index.ts');
});

describe('recorded runs go on under today’s workflows', () => {
  test.each(names)('%s', (name) => replay(bundle, name));
});

describe('with a payload key they go on too, from before there was one or sealed', () => {
  const converter = dataConverter(readVaultKey(randomBytes(32).toString('base64')))!;
  let bundle: WorkflowBundle;
  beforeAll(async () => {
    bundle = await bundleOf('../../workflows/index.ts', converter.failureConverterPath);
  });
  const replayed = async (name: string, change?: Parameters<typeof readHistory>[1]) =>
    Worker.runReplayHistory(
      { workflowBundle: bundle, dataConverter: converter },
      await readHistory(path.join(here, name), change),
      name,
    );

  test.each(names)('%s', async (name) => {
    await replayed(name);
    await replayed(name, (json) => sealHistory(converter.payloadCodecs![0]!, json));
  });
});

test('every workflow has recorded runs', async () => {
  const texts = await Promise.all(names.map((name) => readFile(path.join(here, name), 'utf8')));
  for (const type of Object.keys(workflows)) {
    expect(texts.filter((text) => text.includes(`"workflowType":{"name":"${type}"}`))).not.toEqual([]);
  }
});

test('a workflow that no longer does what it did is found out', async () => {
  const changed = await bundleOf('changed-workflows.ts');
  for (const name of ['agent-run-completed.json', 'change-applied.json', 'platform-sync-completed.json']) {
    await expect(replay(changed, name)).rejects.toThrow(/[Nn]ondeterminism/);
  }
});

test('nothing heavy gets into the workflows: every cached run pays for it', () => {
  expect(gzipSync(bundle.code.replace(/\n\/\/# sourceMappingURL=.*/s, '')).length).toBeLessThan(130_000);
});

import { parentPort } from 'node:worker_threads';
import { agentOf } from '../agents/registry.ts';
import type { Job } from './analysis.ts';

/** Runs beside the event loop: one analysis at a time, JSON in, JSON out. */
parentPort!.on('message', ({ id, agentKey, capability, gathered, settings }: Job) => {
  try {
    const analysis = agentOf(agentKey)!.analyze(capability, gathered, settings);
    parentPort!.postMessage({ id, analysis });
  } catch (error) {
    parentPort!.postMessage({ id, failed: error instanceof Error ? error.message : 'unknown' });
  }
});

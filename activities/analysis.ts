import { Worker } from 'node:worker_threads';
import { agentOf } from '../agents/registry.ts';
import type { Analysis } from '../agents/types.ts';

export interface Job {
  id: number;
  agentKey: string;
  capability: string;
  gathered: unknown;
  settings: unknown;
}

export interface Analyst {
  analyze(job: Omit<Job, 'id'>): Promise<Analysis>;
  close(): Promise<void>;
}

/** Capabilities that compute for less than about 20 ms and so may stay on the event loop. */
const quick = new Set(['spend-analysis']);

interface Waiting {
  resolve: (analysis: Analysis) => void;
  reject: (error: Error) => void;
}

/** Runs analyses: quick ones here, long ones in a thread of its own that starts with the first of them. */
export function startAnalyst(): Analyst {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | null = null;
  let last = 0;

  function start(): Worker {
    const started = new Worker(new URL('./analysis-thread.ts', import.meta.url));
    started.unref();
    started.on('message', (message: { id: number; analysis?: Analysis; failed?: string }) => {
      const job = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.analysis) job?.resolve(message.analysis);
      else job?.reject(new Error(`The analysis failed: ${message.failed}`));
    });
    const lose = (error?: Error) => {
      if (thread === started) thread = null;
      for (const job of waiting.values()) job.reject(error ?? new Error('The analysis thread ended.'));
      waiting.clear();
    };
    started.on('error', lose);
    started.on('exit', () => lose());
    return started;
  }

  return {
    analyze: async (job) => {
      if (quick.has(job.capability))
        return agentOf(job.agentKey)!.analyze(job.capability, job.gathered, job.settings);
      thread ??= start();
      const id = (last += 1);
      const answer = new Promise<Analysis>((resolve, reject) => waiting.set(id, { resolve, reject }));
      thread.postMessage({ id, ...job });
      return answer;
    },
    close: async () => {
      await thread?.terminate();
    },
  };
}

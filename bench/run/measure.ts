/** Something that can be done many times. */
export interface Subject {
  run(): Promise<void>;
  close(): Promise<void>;
}

export interface Measured {
  /** Of each run, in ms. */
  latencies: number[];
  /** Runs a second. */
  throughput: number;
}

/** Does `count` runs, `concurrency` at a time. */
export async function measure(
  subject: Subject,
  { count, concurrency }: { count: number; concurrency: number },
): Promise<Measured> {
  const latencies: number[] = [];
  let begun = 0;
  const since = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (begun < count) {
        begun += 1;
        const start = performance.now();
        await subject.run();
        latencies.push(performance.now() - start);
      }
    }),
  );
  return { latencies, throughput: count / ((performance.now() - since) / 1000) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

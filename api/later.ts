/** Runs work after the answer that asked for it. */
export interface Later {
  (work: () => Promise<void>): void;
  /** Waits for what is still running. */
  close(): Promise<void>;
}

export function createLater(onError: (error: unknown) => void): Later {
  const running = new Set<Promise<void>>();
  const later = (work: () => Promise<void>) => {
    const one: Promise<void> = new Promise<void>((resolve) => setImmediate(resolve))
      .then(work)
      .catch(onError)
      .finally(() => running.delete(one));
    running.add(one);
  };
  const close = async () => void (await Promise.all(running));
  return Object.assign(later, { close });
}

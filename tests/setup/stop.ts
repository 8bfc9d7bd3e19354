const closers: (() => Promise<void>)[] = [];

/** Registers what `stop` undoes, last registered first. */
export function onStop(close: () => Promise<void>): void {
  closers.push(close);
}

/** Stops the servers of the run and removes their files; also called when starting failed half way. */
export default async function stop(): Promise<void> {
  const [files, ...servers] = closers.splice(0);
  const ended = await Promise.allSettled(servers.map((close) => close()));
  await files?.();
  const failed = ended.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}

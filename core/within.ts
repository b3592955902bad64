/** Waits for the work, but not longer than this. Whether it was done in time; a failure is thrown. */
export async function within(work: Promise<unknown>, boundMs: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<false>(resolve => {
    timer = setTimeout(() => resolve(false), boundMs);
  });
  const done = work.then(() => true);
  // A failure after the time is over is nobody's: unhandled, it would end the process.
  done.catch(() => undefined);
  return await Promise.race([done, timeout]).finally(() => clearTimeout(timer));
}

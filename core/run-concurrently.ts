/**
 * Does the work for each of them, so many at a time.
 *
 * @throws the first failure, after all work has settled: a function must leave none behind
 */
export async function runConcurrently<T>(
  all: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const rest = all.values();
  const worker = async (): Promise<void> => {
    for (const one of rest) await work(one);
  };
  const workers = Array.from({ length: Math.min(atOnce, all.length) }, worker);
  const failed = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

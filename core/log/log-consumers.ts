import type { Segment } from './segment.ts';

/** What is done with the new segments of a log. It may get some of them again. */
export type LogConsumer = (segments: readonly Segment[]) => Promise<void>;

/**
 * Gives the segments to all consumers, whichever of them fails.
 *
 * @throws the first failure, once all are done, so that the stream gives the segments again
 */
export async function runConsumers(
  segments: readonly Segment[],
  consumers: readonly LogConsumer[],
): Promise<void> {
  const runs = await Promise.allSettled(consumers.map(async consume => await consume(segments)));
  const failed = runs.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

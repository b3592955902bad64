import type { ChannelName } from '../wire/event.ts';
import type { Segment } from './segment.ts';

/** Something that is to be done with the new segments of one log. */
export interface LogConsumer {
  readonly channel: ChannelName;
  /** It may get some of them again. */
  readonly consume: (segments: readonly Segment[]) => Promise<void>;
}

/**
 * Gives each consumer the segments of its log, whichever of them fails. Each begins at once; one that
 * takes long delays what the stream brings next, but not the others.
 *
 * @throws the first failure, once all are done, so that the stream gives the segments again
 */
export async function runConsumers(
  segments: readonly Segment[],
  consumers: readonly LogConsumer[],
): Promise<void> {
  const runs = await Promise.allSettled(
    consumers.map(async ({ channel, consume }) => {
      const own = segments.filter(segment => segment.channel === channel);
      if (own.length > 0) await consume(own);
    }),
  );
  const failed = runs.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

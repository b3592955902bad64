import type { Change } from '../change/change.ts';
import { changeToEvents } from '../change/change-to-events.ts';
import { traceOfChange } from '../change/trace-of-change.ts';
import { sampledTraceOf } from '../trace/hop.ts';
import type { ChannelEvent } from '../wire/event.ts';

/** No event of a proposal goes by them. */
const thresholds = { largeBetAmount: 0, largeTransactionAmount: 0 };

/**
 * The event of a write to Proposals, if its hops are logged: the one that change-fan-out makes of the same record
 * of the table's stream, in the same trace. Whoever posts what the write means to sockets logs it of that event.
 *
 * @param sampling as change-fan-out has it
 */
export async function sampledEventOf(
  change: Change,
  sampling: number,
): Promise<ChannelEvent | undefined> {
  const { traceparent } = await traceOfChange(change, sampling);
  if (traceparent === undefined || !isSampled(traceparent)) return undefined;
  const result = changeToEvents(change, thresholds, traceparent);
  return result.kind === 'events' ? result.events[0]?.event : undefined;
}

function isSampled(traceparent: string): boolean {
  return sampledTraceOf({ metadata: { traceparent } }) !== undefined;
}

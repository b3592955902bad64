import type { ChannelEvent, ChannelName } from '../wire/event.ts';
import { parseTraceparent } from './traceparent.ts';

/** Where an event on its way from a write to whoever gets it leaves a line, in that order. */
export const hops = ['fanned-out', 'appended', 'delivered', 'posted', 'webhook'] as const;

interface At {
  /** When it was done; milliseconds since the Unix epoch, by the clock of who did it. */
  readonly atMs: number;
}

/** What happened to an event. */
export type Hop =
  /** A change was made into it. */
  | ({ readonly hop: 'fanned-out' } & At)
  /** This log has it. */
  | ({ readonly hop: 'appended'; readonly channel: ChannelName } & At)
  /** The first reader of a log in a process was written it. */
  | ({ readonly hop: 'delivered'; readonly channel: ChannelName } & At)
  /** The first of so many sockets was posted it. */
  | ({ readonly hop: 'posted'; readonly sockets: number } & At)
  /** An attempt of a webhook came to an end, which took so long. */
  | ({
      readonly hop: 'webhook';
      readonly webhookId: string;
      readonly attempt: number;
      readonly outcome: 'delivered' | 'failed';
      readonly tookMs: number;
    } & At);

/** A hop as a line of a log: ids, names and times, and nothing of what an event holds or whom it is for. */
export type HopLine = Hop & {
  readonly traceId: string;
  readonly eventId: string;
  /** The log, or the event's home. */
  readonly channel: ChannelName;
};

/** Takes a hop of any event, and logs it where the event's trace is sampled. Never throws. */
export type LogHop = (event: ChannelEvent, hop: Hop) => void;

/** @param write logs a line */
export function hopLog(write: (line: HopLine) => void): LogHop {
  return (event, hop) => {
    const traceId = sampledTraceOf(event);
    if (traceId === undefined) return;
    write({ traceId, eventId: event.id, channel: event.channel, ...hop });
  };
}

/** The trace of an event, if its hops are logged: that was decided once, where its change was fanned out. */
export function sampledTraceOf({ metadata }: Pick<ChannelEvent, 'metadata'>): string | undefined {
  if (metadata?.traceparent === undefined) return undefined;
  const read = parseTraceparent(metadata.traceparent);
  return read.kind === 'context' && read.context.isSampled ? read.context.traceId : undefined;
}

import type { ErrorCategory } from '../wire/error-category.ts';
import type { ChannelName } from '../wire/event.ts';

/** What is counted apart: a channel (its log and its streams), the socket, the HTTP API, the fan-out. */
export type Series = ChannelName | 'proposals' | 'management' | 'change-fan-out';

/**
 * What one environment counts between two flushes. Adding it up over environments and minutes is the
 * table's matter: nothing here is ever read back by the process that counted it.
 */
export interface Statistics {
  /** One connect, message or HTTP request was handled, whatever became of it. */
  request(series: Series): void;
  /** One of them, or a stream or batch, failed or was refused. */
  error(series: Series, category: ErrorCategory): void;
  /** So many events were appended to the channel's log. */
  appended(channel: ChannelName, events: number): void;
  /** A live event was written to one reader, so long after the write that made it. */
  delivered(series: Series, latencyMs: number): void;
  /** Adds what is pending to the minute's buckets. Never throws: what could not be added stays pending. */
  flush(): Promise<void>;
}

import type { Reader } from '../channel/is-visible.ts';
import type { Selection } from '../channel/selection.ts';
import type { Timers } from '../clock.ts';
import type { LogReader } from '../log/log-reader.ts';
import type { EndReason } from '../wire/end-reason.ts';
import type { ChannelName } from '../wire/event.ts';
import type { Audiences } from './audience.ts';
import type { LogOf } from './channel-histories.ts';
import type { Heart } from './heart.ts';
import type { StreamOutput } from './stream-output.ts';

/** What a stream works with. Times are milliseconds since the Unix epoch. */
export interface ReaderStreamOptions {
  readonly reader: Reader;
  readonly selection: Selection;
  /** The log that `selection` is read from, and all who follow its tail. */
  readonly log: LogReader;
  readonly audiences: Audiences;
  readonly output: StreamOutput;
  /** The `Last-Event-ID` as received; absent: the reader is new. */
  readonly lastEventId?: string;
  /** How many past events a new reader, or one with a gap, gets: 0 to 100; of several channels each. */
  readonly historyCount: number;
  /** Of several channels: their own logs, and those whose history one that resumes wants besides. */
  readonly logOf: LogOf;
  readonly historyOf?: readonly ChannelName[];
  /** Called when the first frame went to the reader; and with the next beat after live events did, not replayed ones. */
  readonly onOpened?: () => void;
  readonly onActive?: () => void;
  /** Called when the reader's cursor was a place in the log, and the log has lost what followed it. */
  readonly onLoss?: () => void;
  /** Why the reader's lease is no longer its own, or `undefined` while it is. */
  readonly checkLease: () => Promise<EndReason | undefined>;
  readonly checkEveryMs: number;
  /** After an end by `draining`: how long the reader is to wait. @default - as after any other end */
  readonly drainRetryMs?: () => Promise<number | undefined>;
  /** When the stream ends itself. */
  readonly endsAtMs: number;
  readonly tokenExpiresAtMs: number;
  /** The stream ends itself before it has written this many. */
  readonly maxBytes: number;
  readonly heart: Heart;
  readonly clock: Pick<Timers, 'now' | 'after'>;
  readonly random: () => number;
}

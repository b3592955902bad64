import type { LogEntry } from '../../core/log/segment.ts';
import type { Cursor } from '../../core/wire/cursor.ts';

/** Where entries go: each in turn, and once there are no more, in a sentence, what became of them. */
export interface Sink {
  readonly take: (entry: LogEntry) => Promise<void>;
  readonly end: () => Promise<string>;
  /** Nothing comes after a failure: the last entry up to which each is where it should be. */
  readonly stop: () => Promise<Cursor | undefined>;
}

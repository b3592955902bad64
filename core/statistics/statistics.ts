import type { ErrorCategory } from '../wire/error-category.ts';
import { type ChannelName, streamNames } from '../wire/event.ts';
import type { Counts } from './counts.ts';

/**
 * What is counted apart: a channel (its log and its streams), Live streams (their connects and
 * failures; what they deliver counts on channels), the socket, the HTTP API, the fan-out.
 */
export const allSeries = [...streamNames, 'proposals', 'management', 'change-fan-out'] as const;

export type Series = (typeof allSeries)[number];

/**
 * What one environment counts between two flushes. Adding it up over environments and minutes is the
 * table's matter: nothing here is ever read back by the process that counted it.
 */
export interface Statistics {
  /** One connect, message, batch or HTTP request was handled, whatever became of it. */
  request(series: Series): void;
  /** One of them, or a stream, failed or was refused. */
  error(series: Series, category: ErrorCategory): void;
  /** So many events were appended to the channel's log; by `management`, put into the Outbox. */
  appended(series: ChannelName | 'management', events: number): void;
  /** A live event was written to so many readers, so long after the write that made it. @default 1 */
  delivered(series: ChannelName | 'proposals', latencyMs: number, readers?: number): void;
  /** Adds what is pending to the minutes' rows. Never throws: what could not be added stays pending. */
  flush(): Promise<void>;
}

/** What was counted of one series in one minute (`2026-11-21T10:15`), in UTC. */
export interface MinuteCounts {
  readonly series: Series;
  readonly minute: string;
  readonly counts: Counts;
}

/** Where the counts of all environments are added up. */
export interface StatisticsStore {
  add(minute: MinuteCounts): Promise<void>;
  /** The minutes of a series from that one on, oldest first. May lag a moment behind. */
  since(series: Series, minute: string): Promise<readonly MinuteCounts[]>;
}

/** The minute that a moment lies in. */
export function minuteOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 16);
}

/** When a minute begins, in milliseconds since the Unix epoch. */
export function minuteStartMs(minute: string): number {
  return Date.parse(`${minute}Z`);
}

import type { ConnectionChannel } from '../wire/connection-state.ts';
import type { Counts } from './counts.ts';
import type { Series } from './statistics.ts';

export const hourMs = 3_600_000;

/** How long hours are kept. */
export const keptHoursMs = 30 * 24 * hourMs;

/** The hour that a moment lies in (`2026-11-21T10`), in UTC. */
export function hourOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 13);
}

/** When an hour begins, in milliseconds since the Unix epoch. */
export function hourStartMs(hour: string): number {
  return Date.parse(`${hour}:00Z`);
}

/** Who was connected at one moment. */
export interface ConnectionSample {
  /** Of the sample, `2026-11-21T10:15`, in UTC. */
  readonly minute: string;
  /** Connections that show the channel, so that a stream of several counts on each; sockets on `proposals`. */
  readonly readers: ReadonlyMap<ConnectionChannel, number>;
  /** Streams, each one once. */
  readonly streams: number;
  /** Places in the sketch (user-sketch.ts) of whoever has a stream or socket open. */
  readonly users: ReadonlySet<number>;
}

/** The most at once, of all moments of an hour that were looked at. */
export interface Peaks {
  /** Of how many minutes there is a sample: 60 of a whole hour. */
  readonly samples: number;
  readonly readers: ReadonlyMap<ConnectionChannel, number>;
  readonly streams: number;
  /** Different people, about (user-sketch.ts). */
  readonly users: number;
}

/** What was counted in one hour. */
export interface HourCounts {
  readonly hour: string;
  /** When it was added up, in milliseconds since the Unix epoch: what was counted by then is in. */
  readonly addedUpAtMs: number;
  readonly series: ReadonlyMap<Series, Counts>;
  /** Absent of an hour in which nobody looked. */
  readonly peaks?: Peaks | undefined;
}

/** What the minutes of an hour hold by now. */
export interface CountedMinutes {
  /** Of each series that has any. */
  readonly series: ReadonlyMap<Series, readonly Counts[]>;
  readonly samples: readonly ConnectionSample[];
}

/** Where samples and hours are kept, beside the minutes that hours are made of. */
export interface HourStore {
  /** Put again, it is the same: a sample has its minute's place. */
  putSample(sample: ConnectionSample): Promise<void>;
  /** All that stands in the minutes of the hour: sees every write committed before. */
  minutesOf(hour: string): Promise<CountedMinutes>;
  /** When hours from that one on were last added up, in milliseconds since the Unix epoch. */
  addedUp(fromHour: string): Promise<ReadonlyMap<string, number>>;
  /**
   * Replaces the hour by what was counted later. Until it is there as a whole, it is not there; what was added
   * up later already stays.
   */
  put(hour: HourCounts): Promise<void>;
  /**
   * Hours of these series from one to another, both inside, oldest first. Those of which nothing is known are
   * left out. May lag a moment behind.
   */
  hours(
    wanted: readonly Series[],
    fromHour: string,
    toHour: string,
  ): Promise<readonly HourCounts[]>;
}

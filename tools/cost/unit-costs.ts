import { tailReads } from './tail-reads.ts';

/** Units of DynamoDB: a write unit is 1 KB, a read unit 4 KB read strongly, or 8 KB eventually. */
export interface Units {
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** The row of a connection stands in the table and in two indexes: each write of it is three. */
const connectionWrite = 3;

/**
 * A stream that opens and ends, whatever happens in between. Of someone of the staff: a stream of
 * anybody else takes one more place, two writes.
 */
export const streamOpened = {
  /**
   * The user's item and two revocations, strongly, before and after the lease (6); the leases of the
   * user (1); the drain's item (0.5); the log's head, twice: for the tail and for the reader (2).
   */
  readUnits: 9.5,
  /**
   * The attempt and the address's place, taken and given back (3); the lease taken, reported as open,
   * and given back (9); the count of requests (1).
   */
  writeUnits: 4 + 3 * connectionWrite,
} as const satisfies Units;

/**
 * A Live stream takes one of `liveStreams` besides, and gives it back: two writes. It tries two places
 * without looking, and reads which are free only when both are held.
 */
export const liveStreamOpened = {
  readUnits: streamOpened.readUnits,
  writeUnits: streamOpened.writeUnits + 2,
} as const satisfies Units;

/**
 * The same in an environment of a Web Function, which many streams share: it knows of a drain, its tail
 * runs, and several channels take no place.
 */
export const sharedStreamOpened = {
  readUnits: streamOpened.readUnits - 1.5,
  writeUnits: streamOpened.writeUnits,
} as const satisfies Units;

/** History of a channel: one strong read of up to 25 segments. */
export function historyUnits(segmentBytes: number): number {
  return Math.ceil((25 * segmentBytes) / 4_096);
}

/** Every four seconds a stream with an environment of its own reads its lease strongly. */
const checkSeconds = 4;
/** Once a minute the check is a write that says that it is there. */
const heartbeatSeconds = 60;
/** What is known of a drain holds for five seconds: it is read with every second check. */
const drainSeconds = 2 * checkSeconds;
/** The same in an environment that looks once a second. */
const sharedDrainSeconds = 5;

/** A stream that is open, for a second, apart from its log: 1,065 reads and 180 writes an hour. */
export const streamSecond = {
  readUnits: 1 / checkSeconds - 1 / heartbeatSeconds + 0.5 / drainSeconds,
  writeUnits: connectionWrite / heartbeatSeconds,
} as const satisfies Units;

/** A stream in an environment that many share, for a second: once a minute it writes that it is there. */
export const sharedStreamSecond = {
  readUnits: 0,
  writeUnits: connectionWrite / heartbeatSeconds,
} as const satisfies Units;

/**
 * Such an environment: once a second it asks its mailbox, strongly, which streams end; with the drain 3,960
 * reads an hour, however many streams it has.
 */
export const sharedEnvironmentSecond = {
  readUnits: 1 + 0.5 / sharedDrainSeconds,
  writeUnits: 0,
} as const satisfies Units;

/** An environment adds what it counted to a row a series, every ten seconds. */
export const statisticsSeconds = 10;

/** What is known of a log's segments. */
export interface Segments {
  readonly perSecond: number;
  readonly bytes: number;
}

/** Deflate leaves about this share of an event's JSON when it stands alone, less among others. */
const compressedShare = 0.6;
/** The segment's own attributes and their names. */
const segmentOverheadBytes = 130;
/** A table's stream is polled four times a second; what came in between is one batch. */
const pollsPerSecond = 4;

/** The segments that so many writes a second to one table make in each of their logs. */
export function segmentsOf(eventsPerSecond: number, eventBytes: number): Segments {
  const perSecond = Math.min(eventsPerSecond, pollsPerSecond);
  const events = perSecond === 0 ? 0 : eventsPerSecond / perSecond;
  return { perSecond, bytes: segmentOverheadBytes + events * eventBytes * compressedShare };
}

/** Appending to one log, for a second: a write a segment, and once a second a look at the head. */
export function appendSecond({ perSecond, bytes }: Segments): Units {
  return {
    readUnits: Math.min(perSecond, 1) * Math.ceil(bytes / 4_096),
    writeUnits: perSecond * Math.ceil(bytes / 1_024),
  };
}

/** How long a query takes within a region; the pauses between two are far longer. */
const readMs = 5;

/** The tail of one environment, for a second. */
export function tailSecond(tailPollMs: number, segments: Segments, ms: number = readMs): Units {
  const { readUnitsPerSecond } = tailReads({
    ...{ tailPollMs, readMs: ms },
    ...{ segmentsPerSecond: segments.perSecond, segmentBytes: segments.bytes },
  });
  return { readUnits: readUnitsPerSecond, writeUnits: 0 };
}

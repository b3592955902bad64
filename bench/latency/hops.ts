import type { ChannelName } from '../../core/wire/event.ts';
import type { Appended, LogRead, Observation, RecordsRead } from './observation.ts';

/** One bet that was written, and when the writer had the answer. */
export interface Written {
  readonly betId: string;
  readonly acknowledgedMs: number;
}

/** One reader that had the bet's event, parsed. */
export interface Arrival {
  readonly betId: string;
  readonly parsedMs: number;
}

/** The way of an event, in order. */
export const hopNames = ['stream poll', 'fan-out', 'append', 'tail', 'encode + socket'] as const;

export type HopName = (typeof hopNames)[number];

/** How long one event took to one reader, in milliseconds. */
export interface Delivery {
  readonly totalMs: number;
  /** Absent when it was not all observed. */
  readonly way?: {
    readonly hops: Readonly<Record<HopName, number>>;
    /** Until the stream was read next, and until the log was. */
    readonly waitsMs: number;
    /** The total without these waits. */
    readonly ownMs: number;
  };
}

/**
 * The deliveries of these bets to readers of that log. Whose read was whose cannot be seen at the
 * engine: the first that read a segment counts for the first that had its event, and so on. With one
 * reader that is exact, with several it is for means, not for each delivery.
 */
export function deliveriesOf(
  written: readonly Written[],
  arrivals: readonly Arrival[],
  observations: readonly Observation[],
  log: ChannelName,
): Delivery[] {
  const seen = indexed(observations);
  const arrived = Map.groupBy(arrivals, ({ betId }) => betId);
  return written.flatMap(({ betId, acknowledgedMs }) => {
    const times = (arrived.get(betId) ?? []).map(({ parsedMs }) => parsedMs).toSorted(ascending);
    const appends = seen.appends.get(betId) ?? [];
    const appended = appends.find(append => append.log === log);
    const reads = (appended && seen.reads.get(placeOf(log, appended.firstSeq))) ?? [];
    return times.map((parsedMs, at) => {
      const totalMs = parsedMs - acknowledgedMs;
      const polled = seen.records.get(betId);
      const read = reads.length === times.length ? reads[at] : undefined;
      if (!polled || !appended || !read) return { totalMs };
      const begunMs = Math.min(...appends.map(({ beganMs }) => beganMs));
      const waitsMs =
        Math.max(0, polled.beganMs - acknowledgedMs) + Math.max(0, read.beganMs - appended.endedMs);
      const hops = {
        'stream poll': polled.endedMs - acknowledgedMs,
        'fan-out': begunMs - polled.endedMs,
        append: appended.endedMs - begunMs,
        tail: read.endedMs - appended.endedMs,
        'encode + socket': parsedMs - read.endedMs,
      };
      return { totalMs, way: { hops, waitsMs, ownMs: totalMs - waitsMs } };
    });
  });
}

const ascending = (one: number, other: number): number => one - other;

const placeOf = (log: ChannelName, firstSeq: number): string => `${log} ${firstSeq}`;

function indexed(observations: readonly Observation[]) {
  const records = new Map<string, RecordsRead>();
  const appends = new Map<string, Appended[]>();
  const reads = new Map<string, LogRead[]>();
  for (const each of observations.toSorted((one, other) => one.endedMs - other.endedMs)) {
    switch (each.kind) {
      case 'records':
        for (const betId of each.betIds) if (!records.has(betId)) records.set(betId, each);
        break;
      case 'appended':
        for (const betId of each.betIds) add(appends, betId, each);
        break;
      case 'read':
        for (const seq of each.firstSeqs) add(reads, placeOf(each.log, seq), each);
        break;
    }
  }
  return { records, appends, reads };
}

function add<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

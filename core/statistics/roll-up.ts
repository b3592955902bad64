import type { Clock } from '../clock.ts';
import type { ConnectionChannel } from '../wire/connection-state.ts';
import { addUp } from './counts.ts';
import {
  type ConnectionSample,
  type CountedMinutes,
  type HourCounts,
  type HourStore,
  hourMs,
  hourOf,
  hourStartMs,
  type Peaks,
} from './hours.ts';
import { estimateUsers } from './user-sketch.ts';

/** An hour that still changes is added up again after so long. */
const refreshMs = 600_000;

/** So long after its end nothing is added to an hour: environments keep what they could not write for two hours. */
const settledMs = 3 * hourMs;

/** How far a run looks back. Minutes are kept for two days: of an older hour some may be gone. */
const reachHours = 46;

/** Hours of one run, each of which is as many reads as there are series: the others are the next run's. */
const mostHours = 6;

/** What hours are added up with. */
export interface RollUpPorts {
  readonly store: Pick<HourStore, 'addedUp' | 'minutesOf' | 'put'>;
  readonly now: Clock;
}

/** What became of a run. */
export interface RollUpResult {
  readonly hours: readonly string[];
  readonly failures: readonly unknown[];
}

/**
 * Adds up the minutes of each hour that is not settled: the one that runs, those before it, and whatever runs
 * before this one have left out, the newest first. An hour is made anew of all of its minutes each time, so that
 * it is the same however often that is done, and wherever it broke off.
 */
export async function rollUp({ store, now }: RollUpPorts): Promise<RollUpResult> {
  const hours: string[] = [];
  const failures: unknown[] = [];
  for (const hour of await dueHours({ store, now })) {
    try {
      const addedUpAtMs = now();
      await store.put(hourCounts(hour, addedUpAtMs, await store.minutesOf(hour)));
      hours.push(hour);
    } catch (error) {
      failures.push(error);
    }
  }
  return { hours, failures };
}

async function dueHours({ store, now }: RollUpPorts): Promise<readonly string[]> {
  const nowMs = now();
  const hours = Array.from({ length: reachHours + 1 }, (_, back) => hourOf(nowMs - back * hourMs));
  const addedUp = await store.addedUp(hourOf(nowMs - reachHours * hourMs));
  const due = hours.filter(hour => {
    const atMs = addedUp.get(hour);
    if (atMs === undefined) return true;
    const isSettled = atMs >= hourStartMs(hour) + hourMs + settledMs;
    return !isSettled && atMs + refreshMs <= nowMs;
  });
  return due.slice(0, mostHours);
}

function hourCounts(
  hour: string,
  addedUpAtMs: number,
  { series, samples }: CountedMinutes,
): HourCounts {
  const summed = [...series].map(([name, minutes]) => [name, addUp(minutes)] as const);
  return { hour, addedUpAtMs, series: new Map(summed), peaks: peaksOf(samples) };
}

function peaksOf(samples: readonly ConnectionSample[]): Peaks | undefined {
  if (samples.length === 0) return undefined;
  const readers = new Map<ConnectionChannel, number>();
  const users = new Set<number>();
  for (const sample of samples) {
    for (const [channel, count] of sample.readers) {
      readers.set(channel, Math.max(readers.get(channel) ?? 0, count));
    }
    for (const place of sample.users) users.add(place);
  }
  const streams = Math.max(...samples.map(sample => sample.streams));
  return { samples: samples.length, readers, streams, users: estimateUsers(users) };
}

import type { Stats } from '../../clients/react/index.ts';

/** How many events each channel got in a whole minute. */
export interface Minute {
  readonly startMs: number;
  readonly events: ReadonlyMap<string, number>;
}

/** So many minutes are remembered, the newest that is whole and those before it. */
const mostMinutes = 15;

const minuteMs = 60_000;
/** So long after its end a minute is counted everywhere (docs/management.md). */
const settledMs = 10_000;

/** What is known after an answer: its minutes that are over and counted, and those of answers before. */
export function withMinutes(
  known: readonly Minute[],
  { at, channels }: Pick<Stats, 'at' | 'channels'>,
): readonly Minute[] {
  const counts = new Map<number, Map<string, number>>();
  for (const { channel, minutes } of channels) {
    for (const { start, events } of minutes) {
      if (start + minuteMs + settledMs > at) continue;
      counts.set(start, (counts.get(start) ?? new Map()).set(channel, events));
    }
  }
  const all = new Map([
    ...known.map(minute => [minute.startMs, minute] as const),
    ...[...counts].map(([startMs, events]) => [startMs, { startMs, events }] as const),
  ]);
  const newest = Math.max(...all.keys());
  return [...all.values()]
    .filter(({ startMs }) => startMs > newest - mostMinutes * minuteMs)
    .sort((one, other) => one.startMs - other.startMs);
}

/** One after the other from the oldest that is known; of one in between nothing may be known. */
export function consecutive(
  minutes: readonly Minute[],
): readonly { readonly startMs: number; readonly events: Minute['events'] | undefined }[] {
  const [first, last] = [minutes[0], minutes.at(-1)];
  if (first === undefined || last === undefined) return [];
  const known = new Map(minutes.map(({ startMs, events }) => [startMs, events]));
  const count = (last.startMs - first.startMs) / minuteMs + 1;
  return Array.from({ length: count }, (_, at) => {
    const startMs = first.startMs + at * minuteMs;
    return { startMs, events: known.get(startMs) };
  });
}

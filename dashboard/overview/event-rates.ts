/** What is counted. */
export interface Timed {
  readonly timestamp: number;
}

/** Events in each of the last so many spans of time, oldest first. The last span ends now. */
export function eventRates(
  events: readonly Timed[],
  nowMs: number,
  { spanMs, spans }: { readonly spanMs: number; readonly spans: number },
): number[] {
  const counts = new Array<number>(spans).fill(0);
  // Newest last: what is older than the picture needs no look.
  for (let at = events.length - 1; at >= 0; at -= 1) {
    const event = events[at];
    if (event === undefined) continue;
    const age = Math.floor((nowMs - event.timestamp) / spanMs);
    if (age >= spans + toleranceSpans) break;
    const position = spans - 1 - Math.max(0, age);
    if (position >= 0) counts[position] = (counts[position] ?? 0) + 1;
  }
  return counts;
}

/** Events come in the order of their log, which is nearly but not exactly that of their times. */
const toleranceSpans = 3;

/** The value that so many percent of the values do not pass (nearest rank); undefined of none. */
export function percentile(values: readonly number[], percent: number): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}

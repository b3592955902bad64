import type { FeedEntry } from '../../clients/react/index.ts';

/** How late events came, in one span of time. Undefined while none came live. */
export interface LatencyPoint {
  readonly time: string;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** From the write to this page, in spans, oldest first. Replayed events are left out: they were delivered late on purpose. */
export function latencySeries(
  lists: readonly (readonly FeedEntry[])[],
  nowMs: number,
  { spanMs, spans }: { readonly spanMs: number; readonly spans: number },
): LatencyPoint[] {
  const lastSpan = Math.floor(nowMs / spanMs);
  const values = Array.from({ length: spans }, (): number[] => []);
  for (const entries of lists) {
    for (let at = entries.length - 1; at >= 0; at -= 1) {
      const entry = entries[at];
      if (entry === undefined) continue;
      const position = spans - 1 - (lastSpan - Math.floor(entry.receivedAtMs / spanMs));
      if (position < 0) break;
      if (entry.kind !== 'event' || !entry.isLive) continue;
      values[position]?.push(Math.max(0, entry.receivedAtMs - entry.event.timestamp));
    }
  }
  return values.map((span, at) => ({
    time: secondLabel((lastSpan - (spans - 1 - at)) * spanMs),
    p50: percentile(span, 50) ?? null,
    p95: percentile(span, 95) ?? null,
    p99: percentile(span, 99) ?? null,
  }));
}

const timeOf = (timeMs: number): string => new Date(timeMs).toTimeString();

/** The time of day at which a span of minutes begins. */
export const minuteLabel = (timeMs: number): string => timeOf(timeMs).slice(0, 5);

/** The same for a span of seconds. */
const secondLabel = (timeMs: number): string => timeOf(timeMs).slice(0, 8);

/** The value that so many percent of the values do not pass (nearest rank); undefined of none. */
export function percentile(values: readonly number[], percent: number): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}

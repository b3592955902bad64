/** The fields of a Wait state that say how long. */
export interface WaitState {
  readonly Seconds?: unknown;
  readonly Timestamp?: unknown;
  readonly SecondsPath?: unknown;
  readonly TimestampPath?: unknown;
}

/** How long a Wait state will wait, for plain paths ("$.a.b"); 0 where that cannot be computed. */
export function waitMs(wait: WaitState, input: unknown, nowMs: number): number {
  const seconds = Number(wait.Seconds ?? valueAt(wait.SecondsPath, input));
  const untilMs = Date.parse(String(wait.Timestamp ?? valueAt(wait.TimestampPath, input)));
  const durationMs = Number.isNaN(seconds) ? untilMs - nowMs : seconds * 1_000;
  return Number.isNaN(durationMs) ? 0 : Math.max(0, durationMs);
}

function valueAt(path: unknown, input: unknown): unknown {
  if (typeof path !== 'string' || !/^\$(\.\w+)+$/.test(path)) return undefined;
  return path
    .split('.')
    .slice(1)
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
      input,
    );
}

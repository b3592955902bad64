import { type KeySource, staleKeyMs } from './auth/key-source.ts';
import type { Clock } from './clock.ts';
import { pace } from './pace.ts';
import { AppError } from './wire/app-error.ts';
import { within } from './within.ts';

/** How a value is cached whose source is read now and then. */
export interface CachedValueOptions<Value> {
  /** Reads the source. */
  readonly read: () => Promise<Value>;
  /** How long a value is used before the source is read again, in milliseconds. */
  readonly freshMs: number;
  readonly now: Clock;
  /** Called when the source failed and the cached value is used on: twice a minute at most. */
  readonly onStale: (error: unknown, ageMs: number) => void;
}

/** A source that fails is read again this often while the cached value is used. */
const retryMs = 30_000;

/** A request waits no longer for the source while there is a cached value. */
const maxWaitMs = 2_500;

/** Tokens that do not fit cause so many refreshes in a minute at once, then one in three seconds. */
const promptRefreshes = 5;
const refreshPauseMs = 3_000;

/**
 * A value, such as a key, that is read once for all who wait for it, and again when it has aged. While
 * the source cannot be read the cached one is used on, for an hour; where there is none, the next who
 * asks tries again.
 */
export function cachedValue<Value>({
  read,
  freshMs,
  now,
  onStale,
}: CachedValueOptions<Value>): KeySource<Value> {
  const mayRefresh = pace(now, promptRefreshes, refreshPauseMs);
  let cached: { readonly value: Value; readonly readAtMs: number } | undefined;
  let failed: { readonly error: unknown; readonly atMs: number } | undefined;
  let reading: Promise<Value> | undefined;

  const refresh = (): Promise<Value> => {
    if (reading !== undefined) return reading;
    const readAtMs = now();
    const current = read()
      .then(
        value => {
          cached = { value, readAtMs };
          failed = undefined;
          return value;
        },
        (error: unknown) => {
          failed = { error, atMs: now() };
          throw error;
        },
      )
      .finally(() => {
        reading = undefined;
      });
    // Who waits no longer for it finds the error in `failed`.
    current.catch(() => undefined);
    reading = current;
    return current;
  };

  const refreshBriefly = async (): Promise<Value> => {
    const refreshing = refresh();
    if (await within(refreshing, maxWaitMs)) return await refreshing;
    const error = new AppError(
      'STORE_UNAVAILABLE',
      `the source did not answer within ${maxWaitMs} ms`,
    );
    failed = { error, atMs: now() };
    throw error;
  };

  return {
    async known() {
      const ageMs = cached === undefined ? Number.POSITIVE_INFINITY : now() - cached.readAtMs;
      if (cached === undefined || ageMs >= staleKeyMs) return await refresh();
      if (ageMs < freshMs) return cached.value;
      if (failed !== undefined && now() - failed.atMs < retryMs) return cached.value;
      const { value } = cached;
      return await refreshBriefly().catch((error: unknown) => {
        onStale(error, ageMs);
        return value;
      });
    },
    async renewed() {
      // A refresh under way may have begun before the token was signed.
      await (reading && within(reading, maxWaitMs).catch(() => undefined));
      if (reading !== undefined || mayRefresh()) return await refreshBriefly();
      if (failed !== undefined) throw failed.error;
      return undefined;
    },
    async check() {
      await refresh();
    },
  };
}

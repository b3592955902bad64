import { type KeySource, staleKeyMs } from '../../../core/auth/key-source.ts';
import type { Clock } from '../../../core/clock.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { within } from '../../../core/within.ts';
import { pace } from './pace.ts';

/** How a value is kept whose source is asked now and then. */
export interface KeptValueOptions<Value> {
  /** Asks the source. */
  readonly read: () => Promise<Value>;
  /** How long a value is used before the source is asked again. */
  readonly freshMs: number;
  readonly now: Clock;
  /** Told of failures while the known value serves on: once in half a minute at most. */
  readonly onStale: (error: unknown, ageMs: number) => void;
}

/** A source that fails is asked again this often while the known value serves. */
const retryMs = 30_000;

/** A request waits no longer for the source while the known value serves. */
const patienceMs = 2_500;

/** Tokens that do not fit make so many looks in a minute at once, then one in three seconds. */
const promptLooks = 5;
const lookPauseMs = 3_000;

/**
 * A value, such as a key, that is read once for all who wait for it, and again when it has aged. While
 * the source cannot be had the known one serves on, for an hour; where there is none, the next who asks
 * tries again.
 */
export function keepValue<Value>({
  read,
  freshMs,
  now,
  onStale,
}: KeptValueOptions<Value>): KeySource<Value> {
  const mayLook = pace(now, promptLooks, lookPauseMs);
  let kept: { readonly value: Value; readonly readAtMs: number } | undefined;
  let failed: { readonly error: unknown; readonly atMs: number } | undefined;
  let reading: Promise<Value> | undefined;

  const look = (): Promise<Value> => {
    if (reading !== undefined) return reading;
    const readAtMs = now();
    const current = read()
      .then(
        value => {
          kept = { value, readAtMs };
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
    // Who waits no longer for it hears of it from `failed`.
    current.catch(() => undefined);
    reading = current;
    return current;
  };

  const lookBriefly = async (): Promise<Value> => {
    const looking = look();
    if (await within(looking, patienceMs)) return await looking;
    const error = new AppError(
      'STORE_UNAVAILABLE',
      `the source did not answer within ${patienceMs} ms`,
    );
    failed = { error, atMs: now() };
    throw error;
  };

  return {
    async known() {
      const ageMs = kept === undefined ? Number.POSITIVE_INFINITY : now() - kept.readAtMs;
      if (kept === undefined || ageMs >= staleKeyMs) return await look();
      if (ageMs < freshMs) return kept.value;
      if (failed !== undefined && now() - failed.atMs < retryMs) return kept.value;
      const { value } = kept;
      return await lookBriefly().catch((error: unknown) => {
        onStale(error, ageMs);
        return value;
      });
    },
    async renewed() {
      // A look under way may have begun before the token was signed.
      await (reading && within(reading, patienceMs).catch(() => undefined));
      if (reading !== undefined || mayLook()) return await lookBriefly();
      if (failed !== undefined) throw failed.error;
      return undefined;
    },
    async check() {
      await look();
    },
  };
}

import { type KeySource, staleKeyMs } from '../../core/auth/key-source.ts';
import type { Clock } from '../../core/clock.ts';
import { AppError } from '../../core/error/app-error.ts';
import { pace } from './pace.ts';
import { within } from './within.ts';

/** How a key is kept. */
export interface KeptKeyOptions<Key> {
  /** Asks the source. */
  readonly read: () => Promise<Key>;
  /** How long a key is used before the source is asked again. */
  readonly freshMs: number;
  readonly now: Clock;
  /** Told of failures while a known key serves on: once in half a minute at most. */
  readonly onStale: (error: unknown, ageMs: number) => void;
}

/** A source that fails is asked again this often while a known key serves. */
const retryMs = 30_000;

/** A request waits no longer for the source while a known key serves. */
const patienceMs = 2_500;

/** Tokens that do not fit make so many looks in a minute at once, then one in ten seconds. */
const promptLooks = 5;

/**
 * A key that is read once for all who wait for it, and again when it has aged. While the source cannot
 * be had the known key serves on, for an hour; a failure is kept only beside a key.
 */
export function keepKey<Key>({ read, freshMs, now, onStale }: KeptKeyOptions<Key>): KeySource<Key> {
  const mayLook = pace(now, promptLooks);
  let kept: { readonly key: Key; readonly readAtMs: number } | undefined;
  let failed: { readonly error: unknown; readonly atMs: number } | undefined;
  let reading: Promise<Key> | undefined;

  const look = (): Promise<Key> => {
    if (reading !== undefined) return reading;
    const readAtMs = now();
    const current = read()
      .then(
        key => {
          kept = { key, readAtMs };
          failed = undefined;
          return key;
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

  const lookBriefly = async (): Promise<Key> => {
    const looking = look();
    if (await within(looking, patienceMs)) return await looking;
    const error = new AppError(
      'STORE_UNAVAILABLE',
      `the source of keys did not answer within ${patienceMs} ms`,
    );
    failed = { error, atMs: now() };
    throw error;
  };

  return {
    async known() {
      const ageMs = kept === undefined ? Number.POSITIVE_INFINITY : now() - kept.readAtMs;
      if (kept === undefined || ageMs >= staleKeyMs) return await look();
      if (ageMs < freshMs) return kept.key;
      if (failed !== undefined && now() - failed.atMs < retryMs) return kept.key;
      const { key } = kept;
      return await lookBriefly().catch((error: unknown) => {
        onStale(error, ageMs);
        return key;
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

import { setTimeout as sleep } from 'node:timers/promises';

/** What a test can wait for, because something notifies it. */
export interface Happening {
  /** Has the function called after whatever happens, until what it returns is called. */
  watch(look: () => void): () => void;
  /** The state, for the message of a test that fails. */
  stands(): unknown;
}

const defaultWaitMs = 120_000;

/** Resolves when it is as wanted, now or after something that happens; rejects after too long. */
export async function until(
  isWanted: () => boolean,
  { watch, stands }: Happening,
  withinMs = defaultWaitMs,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      if (!isWanted()) return;
      done();
      resolve();
    };
    const tooLong = (): void => {
      done();
      reject(new Error(`not so within ${withinMs} ms; it is ${JSON.stringify(stands())}`));
    };
    const timer = setTimeout(tooLong, withinMs);
    const leave = watch(look);
    const done = (): void => {
      clearTimeout(timer);
      leave();
    };
    look();
  });
}

/**
 * For what notifies nobody: looks again and again, and gives what is as wanted; rejects with the last
 * that was seen. An answer of another shape is not as wanted: a busy system may answer 503, come again.
 */
export async function untilSeen<T>(
  look: () => Promise<T>,
  isWanted: (seen: T) => boolean,
  { withinMs = 60_000, everyMs = 200 } = {},
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (isSo(isWanted, seen)) return seen;
    if (Date.now() >= deadline) {
      const shown = JSON.stringify(seen)?.slice(0, 3_000);
      throw new Error(`not so within ${withinMs} ms; the last that was seen: ${shown}`);
    }
    await sleep(everyMs);
  }
}

function isSo<T>(isWanted: (seen: T) => boolean, seen: T): boolean {
  try {
    return isWanted(seen);
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

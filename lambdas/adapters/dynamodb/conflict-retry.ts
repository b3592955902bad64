import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../../core/wire/app-error.ts';

/** An attempt's answer when another write to the same items was under way. */
export const conflict = Symbol('conflict');

/** The first attempt included; the pauses between add up to 1.2 s at most. */
const maxConflictAttempts = 6;

/** The longest first pause; each further one is up to twice as long. */
const firstPauseMs = 40;

/**
 * Repeats a write that met another one, with growing jittered pauses. DynamoDB cancels one of two
 * transactions that meet and leaves it to us, unlike throttling, to try again:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 * Throws `STORE_UNAVAILABLE` when all attempts met another.
 */
export async function retryOnConflict<T>(
  attempt: () => Promise<T | typeof conflict>,
  wait: (ms: number) => Promise<unknown> = ms => pause(ms),
): Promise<T> {
  for (let made = 0; made < maxConflictAttempts; made += 1) {
    if (made > 0) await wait(Math.random() * firstPauseMs * 2 ** (made - 1));
    const result = await attempt();
    if (result !== conflict) return result;
  }
  throw new AppError(
    'STORE_UNAVAILABLE',
    `a write met another write to the same items ${maxConflictAttempts} times in a row`,
  );
}

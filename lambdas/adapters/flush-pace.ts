import type { Clock } from '../../core/clock.ts';

/** People and broken clients stay below, and are counted at once. */
const defaultPrompt = 50;

/** Beyond, an environment adds this often at most. */
const pauseMs = 10_000;

const minuteMs = 60_000;

/**
 * Says at the end of each invocation whether what it counted is to be added now: the first so many
 * times in a minute always, then once in ten seconds. A flood would else be a write for each of it, all
 * to one row.
 */
export function flushPace(now: Clock, prompt = defaultPrompt): () => boolean {
  let minute = Number.NEGATIVE_INFINITY;
  let flushes = 0;
  let flushedAtMs = Number.NEGATIVE_INFINITY;
  return () => {
    const nowMs = now();
    const current = Math.floor(nowMs / minuteMs);
    if (current !== minute) [minute, flushes] = [current, 0];
    if (flushes >= prompt && nowMs - flushedAtMs < pauseMs) return false;
    flushes += 1;
    flushedAtMs = nowMs;
    return true;
  };
}

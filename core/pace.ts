import type { Clock } from './clock.ts';

/** People and broken clients stay below, and are counted at once. */
const defaultPrompt = 50;

/** Beyond, an environment does it this often at most. */
const defaultPauseMs = 10_000;

const minuteMs = 60_000;

/**
 * Says whether what anyone may cause is to be done now: the first so many times in a minute always,
 * then once in `pauseMs`. A flood would else be a write, or a call, for each of it.
 *
 * @default - 50 in a minute at once, then one in 10 s
 */
export function pace(now: Clock, prompt = defaultPrompt, pauseMs = defaultPauseMs): () => boolean {
  let minute = Number.NEGATIVE_INFINITY;
  let times = 0;
  let lastAtMs = Number.NEGATIVE_INFINITY;
  return () => {
    const nowMs = now();
    const current = Math.floor(nowMs / minuteMs);
    if (current !== minute) [minute, times] = [current, 0];
    if (times >= prompt && nowMs - lastAtMs < pauseMs) return false;
    times += 1;
    lastAtMs = nowMs;
    return true;
  };
}

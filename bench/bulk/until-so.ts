import { setTimeout as sleep } from 'node:timers/promises';

const waitMs = 300_000;
const lookEveryMs = 50;

/** Looks again and again: it is a measurement of the system, not of how fast this is. */
export async function untilSo(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const untilMs = performance.now() + waitMs; !(await isSo()); await sleep(lookEveryMs)) {
    if (performance.now() > untilMs)
      throw new Error(`what was expected was not so in ${waitMs} ms`);
  }
}

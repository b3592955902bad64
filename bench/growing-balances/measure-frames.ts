import type { Page } from 'playwright-core';
import { percentilesOf } from '../latency/percentiles.ts';

/** What balances-page.tsx has in its window. */
declare global {
  var frameTimes: (forMs: number) => Promise<readonly number[]>;
}

/** What a page drew in some seconds. */
export interface Frames {
  readonly frames: number;
  /** Gaps of more than one and a half frames. */
  readonly dropped: number;
  readonly p99Ms: number;
  /** What the page's thread was busy with for each frame: scripts, and all. */
  readonly scriptMs: number;
  readonly busyMs: number;
}

const frameMs = 1_000 / 60;

/** Watches the frames of a page for so long. */
export async function measureFrames(page: Page, seconds: number): Promise<Frames> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? 0;
    return { script: of('ScriptDuration'), all: of('TaskDuration') };
  };
  const before = await busy();
  const times = await page.evaluate(forMs => globalThis.frameTimes(forMs), seconds * 1_000);
  const after = await busy();
  await session.detach();
  const gaps = times.slice(1).map((time, at) => time - (times[at] ?? time));
  const frames = gaps.length;
  return {
    frames,
    dropped: gaps.filter(gap => gap > 1.5 * frameMs).length,
    p99Ms: percentilesOf(gaps)?.p99 ?? Number.NaN,
    scriptMs: ((after.script - before.script) * 1_000) / frames,
    busyMs: ((after.all - before.all) * 1_000) / frames,
  };
}

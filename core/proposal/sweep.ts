import type { OverduePosition, OverdueProposals } from './overdue-proposals.ts';

/** What one sweep did. */
export interface SweepSummary {
  readonly timedOut: number;
  /** Something else ended them first. */
  readonly lost: number;
  /** The errors of those that could not be written; the next sweep meets them again. */
  readonly failures: readonly unknown[];
}

/** Pages of one sweep. What is left over waits a minute. */
export const maxPages = 40;

/** What ended a moment ago is still its timer's to end. */
const graceMs = 5_000;

/** Times out what is pending well past its end, the longest overdue first. */
export async function sweep(proposals: OverdueProposals, nowMs: number): Promise<SweepSummary> {
  const nowIso = new Date(nowMs - graceMs).toISOString();
  const results: PromiseSettledResult<boolean>[] = [];
  let position: OverduePosition | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const found = await proposals.list(nowIso, position);
    // One that fails must not keep those behind it waiting.
    const settled = await Promise.allSettled(found.proposals.map(each => proposals.timeOut(each)));
    results.push(...settled);
    position = found.next;
    if (position === undefined) break;
  }
  return {
    timedOut: results.filter(result => result.status === 'fulfilled' && result.value).length,
    lost: results.filter(result => result.status === 'fulfilled' && !result.value).length,
    failures: results.flatMap(result => (result.status === 'rejected' ? [result.reason] : [])),
  };
}

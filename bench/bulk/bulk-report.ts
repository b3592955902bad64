import type { FollowedBulk } from './follow-bulk.ts';
import type { Delay } from './measure-delay.ts';

/** What came of an operation on so many workflows. */
export interface BulkOutcome {
  readonly followed: Pick<FollowedBulk, 'timesOf' | 'progress' | 'summaries'>;
  readonly count: number;
  /** How many of them have a result. */
  readonly results: number;
  readonly durationMs: number;
  /** How many were counted when its worker was killed. */
  readonly killedAfter: number | undefined;
}

/** At most so much later may another channel's event come because of an operation. */
const mostAddedMs = 1_000;

export function operationLines(outcome: BulkOutcome): readonly string[] {
  const { followed, count, results, durationMs, killedAfter } = outcome;
  const { timesOf, progress, summaries } = followed;
  const pauses = progress.map(({ done, parsedMs }, at) => ({
    pauseMs: parsedMs - (progress[at - 1]?.parsedMs ?? parsedMs),
    after: progress[at - 1]?.done ?? done,
  }));
  const longest = pauses.toSorted((one, other) => other.pauseMs - one.pauseMs)[0];
  const killed = killedAfter === undefined ? 'not killed' : `killed after ${killedAfter}`;
  return [
    `${count} workflows in ${(durationMs / 1_000).toFixed(1)} s, the worker ${killed}: ${timesOf('workflow.approved').size} approved, ${twiceOf(outcome)} of them twice, ${results} results, ${summaries.length} summary: ${JSON.stringify(summaries[0])}`,
    `${progress.length} events of progress; the longest pause, ${((longest?.pauseMs ?? 0) / 1_000).toFixed(1)} s, after ${longest?.after} were counted.`,
  ];
}

/** What is not as it must be; empty when all is. */
export function wrongOf(outcome: BulkOutcome): readonly string[] {
  const { followed, count, results } = outcome;
  const { timesOf, progress, summaries } = followed;
  const approved = timesOf('workflow.approved').size;
  const twice = twiceOf(outcome);
  const done = summaries[0]?.done;
  const back = progress.filter(({ done }, at) => done < (progress[at - 1]?.done ?? 0)).length;
  return [
    ...(approved === count ? [] : [`received ${approved} approvals, expected ${count}`]),
    ...(twice === 0 ? [] : [`received ${twice} of them twice, expected each once`]),
    ...(results === count ? [] : [`received ${results} results, expected ${count}`]),
    ...(summaries.length === 1 ? [] : [`received ${summaries.length} summaries, expected 1`]),
    ...(done === count ? [] : [`received a summary of ${done} done, expected ${count}`]),
    ...(back === 0 ? [] : [`received counts out of order ${back} times, expected never`]),
  ];
}

export function delayRows(read: string, control?: Delay, loaded?: Delay): readonly string[] {
  if (control === undefined || loaded === undefined) return [];
  const row = (beside: string, { count, p50, p99, max }: Delay) =>
    `| ${read} | ${beside} | ${count} | ${[p50, p99, max].map(ms => ms.toFixed(0)).join(' | ')} |`;
  const ratio = (name: 'p50' | 'p99' | 'max') => (loaded[name] / control[name]).toFixed(2);
  return [
    row('nothing', control),
    row('the operation', loaded),
    `| ${read} | ratio | | ${ratio('p50')} | ${ratio('p99')} | ${ratio('max')} |`,
  ];
}

/** How much later the longest was beside the operation than beside nothing. */
export function addedDelay(read: string, control?: Delay, loaded?: Delay): readonly string[] {
  if (control === undefined || loaded === undefined) return [];
  const addedMs = loaded.max - control.max;
  const kept = addedMs <= mostAddedMs ? 'kept' : 'missed';
  return [
    `${read}: the longest is ${addedMs.toFixed(0)} ms later beside the operation; the goal, ${mostAddedMs} ms at most, is ${kept}.`,
  ];
}

const twiceOf = ({ followed }: BulkOutcome): number =>
  [...followed.timesOf('workflow.approved').values()].filter(times => times > 1).length;

import { percentilesOf } from '../latency/percentiles.ts';
import { medianOf } from '../rounds.ts';
import type { Deadlines } from './measure-deadlines.ts';
import type { Exchange } from './measure-exchange.ts';

/** What the earlier system promised from a request to the other side, in milliseconds. */
const goalMs = 50;

/** One round: ours and the relay, one after the other. */
export interface Round {
  readonly ours: Exchange;
  readonly relay: Exchange;
  /** Of ours: by how much the courier came later, in milliseconds. */
  readonly courierAfterMs: readonly number[];
}

/** Tables as lines of Markdown. */
export function proposalsReport(
  rounds: readonly Round[],
  deadlines: Deadlines | undefined,
): string {
  const of = (pick: (round: Round) => number): string => spread(rounds.map(pick));
  const row = (name: string, which: 'ours' | 'relay'): string =>
    `| ${[
      name,
      of(round => round[which].proposalsPerSecond),
      of(round => p(round[which].firstMs, 'p50')),
      of(round => p(round[which].firstMs, 'p99')),
      of(round => p(round[which].answerMs, 'p50')),
    ].join(' | ')} |`;
  const ratio = of(round => round.ours.proposalsPerSecond / round.relay.proposalsPerSecond);
  const late = deadlines && percentilesOf(deadlines.lateMs);
  return `Proposals that were made and accepted; milliseconds from a request to its message at the other side. The median of ${rounds.length} rounds (the least to the most):

| | a second | p50 | p99 | answer, p50 |
|---|---|---|---|---|
${row('ours', 'ours')}
${row('a relay', 'relay')}

Ours does ${ratio} times what the relay does a second; the goal of a p50 of ${goalMs} ms is ${isKept(rounds) ? 'kept' : 'missed'}. By the courier alone each message would have come ${of(round => p(round.courierAfterMs, 'p50'))} ms later (p50), ${of(round => p(round.courierAfterMs, 'p99'))} at the 99th percentile.
${
  deadlines === undefined
    ? ''
    : `
${deadlines.pending} proposals were pending; ${deadlines.ended} of ${deadlines.due} ended whose deadlines passed within ten seconds; \`proposal_result\` arrived so many milliseconds after \`expiresAt\`: p50 ${figure(late?.p50)}, p99 ${figure(late?.p99)}.
`
}`;
}

function isKept(rounds: readonly Round[]): boolean {
  return medianOf(rounds.map(({ ours }) => p(ours.firstMs, 'p50'))) <= goalMs;
}

function p(durations: readonly number[], which: 'p50' | 'p99'): number {
  return percentilesOf(durations)?.[which] ?? Number.NaN;
}

function spread(values: readonly number[]): string {
  const known = values.filter(value => !Number.isNaN(value));
  if (known.length === 0) return 'not known';
  return `${figure(medianOf(known))} (${figure(Math.min(...known))} to ${figure(Math.max(...known))})`;
}

function figure(value: number | undefined): string {
  if (value === undefined) return 'not known';
  if (value < 1) return value.toFixed(3);
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

import { markdownTable, medianOf, spreadText } from '../rounds.ts';
import type { FanoutRound } from './fanout-message.ts';

/** Batches of one size: each round of the fan-out beside one of the bare loop. */
export interface FanoutFigures {
  readonly batch: number;
  readonly fanOut: readonly FanoutRound[];
  readonly bare: readonly FanoutRound[];
}

/** The goal: a batch of so many records, within so many milliseconds of one vCPU. */
const fanoutGoal = { batch: 100, cpuMs: 100 };

const microseconds = ({ cpuMs, records }: FanoutRound): number => (cpuMs / records) * 1_000;

/** A table, medians with their bounds, and how the goal stands. */
export function fanoutReport(cells: readonly FanoutFigures[]): string {
  const rows = cells.map(({ batch, fanOut, bare }) => [
    String(batch),
    spreadText(fanOut.map(microseconds), 0),
    spreadText(bare.map(microseconds), 0),
    spreadText(ratios(fanOut, bare), 2),
    spreadText(fanOut.flatMap(kilobytes), 1),
    spreadText(bare.flatMap(kilobytes), 1),
    spreadText(batchMs(batch, fanOut), 1),
  ]);
  const headings = [
    ...['batch', 'CPU an item, µs', 'bare loop, µs', 'ratio', 'allocated an item, KB'],
    ...['bare loop, KB', 'CPU a batch, ms'],
  ];
  const goals = cells
    .filter(({ batch }) => batch === fanoutGoal.batch)
    .map(({ batch, fanOut }) => {
      const ms = medianOf(batchMs(batch, fanOut));
      const verdict = ms <= fanoutGoal.cpuMs ? 'kept' : 'missed';
      return `A batch of ${batch} within ${fanoutGoal.cpuMs} ms of one vCPU: ${ms.toFixed(1)}, ${verdict}.\n`;
    });
  return [markdownTable(headings, rows), ...goals].join('\n');
}

/** How many times the CPU of the bare loop's round, which ran right after it. */
function ratios(fanOut: readonly FanoutRound[], bare: readonly FanoutRound[]): readonly number[] {
  return fanOut.flatMap((round, at) => {
    const beside = bare[at];
    return beside === undefined ? [] : [microseconds(round) / microseconds(beside)];
  });
}

function batchMs(batch: number, rounds: readonly FanoutRound[]): readonly number[] {
  return rounds.map(({ cpuMs, records }) => (cpuMs * batch) / records);
}

function kilobytes({ allocatedBytes, records }: FanoutRound): readonly number[] {
  return allocatedBytes === undefined ? [] : [allocatedBytes / records / 1_024];
}

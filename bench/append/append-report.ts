import { markdownTable, medianOf, spreadText } from '../rounds.ts';
import type { AppendCell, AppendRound } from './measure-append.ts';
import { partitionWriteUnits } from './partition.ts';

/** A cell with its rounds: each of ours beside one of bare puts. */
export interface AppendFigures extends AppendCell {
  readonly ours: readonly AppendRound[];
  readonly bare: readonly AppendRound[];
}

/** The goals of docs/performance.md. */
const appendGoals = {
  eventsPerSecond: 5_000,
  atWriters: 8,
  atBatch: 100,
  callsPerEvent: 0.1,
  unitsPerEvent: 0.3,
  crowd: 40,
};

const perSecond = ({ events, elapsedMs }: AppendRound): number => (events / elapsedMs) * 1_000;
const unitsPerSecond = ({ writeUnits, elapsedMs }: AppendRound): number =>
  (writeUnits / elapsedMs) * 1_000;
const eachEvent = (count: number, { events }: AppendRound): number => count / events;

/** A table of the cells, medians with their bounds, and how they stand beside the goals. */
export function appendReport(cells: readonly AppendFigures[]): string {
  const rows = cells.map(({ writers, batch, ours, bare }) => [
    String(writers),
    String(batch),
    spreadText(ours.map(perSecond), 0),
    spreadText(ratios(ours, bare), 2),
    spreadText(
      ours.map(round => eachEvent(round.calls, round)),
      3,
    ),
    spreadText(
      ours.map(round => eachEvent(round.writeUnits, round)),
      3,
    ),
    spreadText(ours.map(unitsPerSecond), 0),
    spreadText(
      ours.map(({ lostWrites, events }) => (lostWrites * batch) / events),
      2,
    ),
    String(ours.reduce((sum, { throttled }) => sum + throttled, 0)),
  ]);
  const headings = [
    ...['writers', 'batch', 'events/s', 'of bare puts', 'calls an event', 'units an event'],
    ...['units/s', 'lost races a segment', 'throttled'],
  ];
  return `${markdownTable(headings, rows)}\n${goalLines(cells).join('\n')}\n`;
}

/** Of each round that of ours divided by that of bare puts, which ran right after it. */
function ratios(ours: readonly AppendRound[], bare: readonly AppendRound[]): readonly number[] {
  return ours.flatMap((round, at) => {
    const beside = bare[at];
    return beside === undefined ? [] : [perSecond(round) / perSecond(beside)];
  });
}

/** One line of each goal whose cells were measured. */
function goalLines(cells: readonly AppendFigures[]): readonly string[] {
  const goals = appendGoals;
  const large = cells.filter(({ batch }) => batch === goals.atBatch);
  const line = (text: string, values: readonly number[], keeps: (value: number) => boolean) => {
    const median = medianOf(values);
    return values.length === 0
      ? []
      : [`${text}: ${Number(median.toPrecision(3))}, ${keeps(median) ? 'kept' : 'missed'}.`];
  };
  const ofWriters = (writers: number) => large.filter(cell => cell.writers === writers);
  return [
    ...ofWriters(goals.atWriters).flatMap(({ ours }) =>
      line(
        `${goals.atWriters} writers, batches of ${goals.atBatch}, at least ${goals.eventsPerSecond} events/s`,
        ours.map(perSecond),
        value => value >= goals.eventsPerSecond,
      ),
    ),
    ...large.flatMap(({ writers, ours }) => [
      ...line(
        `${writers} writers, batches of ${goals.atBatch}, at most ${goals.callsPerEvent} calls an event`,
        ours.map(round => eachEvent(round.calls, round)),
        value => value <= goals.callsPerEvent,
      ),
      ...line(
        `${writers} writers, batches of ${goals.atBatch}, at most ${goals.unitsPerEvent} units an event`,
        ours.map(round => eachEvent(round.writeUnits, round)),
        value => value <= goals.unitsPerEvent,
      ),
    ]),
    ...cells
      .filter(({ writers }) => writers === goals.crowd)
      .flatMap(({ batch, ours }) =>
        line(
          `${goals.crowd} writers, batches of ${batch}, under ${partitionWriteUnits} units/s`,
          ours.map(unitsPerSecond),
          value => value < partitionWriteUnits,
        ),
      ),
  ];
}

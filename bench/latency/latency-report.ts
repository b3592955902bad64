import { markdownTable } from '../rounds.ts';
import type { CellFigures } from './cell-figures.ts';
import { hopNames } from './hops.ts';
import type { Load } from './measure-cell.ts';
import type { StreamKind } from './open-readers.ts';
import type { Percentiles } from './percentiles.ts';

/** One cell of the bench. */
export interface Cell {
  readonly stream: StreamKind;
  readonly readers: number;
  readonly load: Load;
  readonly figures: CellFigures;
}

/** The goals of docs/performance.md, in milliseconds. */
export const goalsMs = { quietP50: 350, busyP50: 200, p99: 400, ownP50: 20 };

/** From this load on the tail finds events in every second read or more often, and pauses 100 ms. */
const busyFrom = 10;

/** The median that is wanted of a load; one event a second is neither quiet nor busy. */
export const goalOf = (load: Load): number =>
  load !== 'quiet' && load >= busyFrom ? goalsMs.busyP50 : goalsMs.quietP50;

type Row = readonly string[];

/** Two tables as lines of Markdown: what was measured beside its goals, and the hops. */
export function latencyReport(cells: readonly Cell[]): string {
  const totals = markdownTable(
    ['stream', 'readers', 'load', 'deliveries', 'p50', 'p95', 'p99', 'own p50'],
    cells.map(({ figures, ...cell }) => {
      const { arrived, expected, total, own } = figures;
      return [
        ...nameOf(cell),
        arrived === expected ? String(arrived) : `${arrived} of ${expected}`,
        against(total?.p50, goalOf(cell.load)),
        ms(total?.p95),
        against(total?.p99, goalsMs.p99),
        against(own?.p50, goalsMs.ownP50),
      ];
    }),
  );
  const hops = markdownTable(
    ['stream', 'readers', 'load', 'traced', ...hopNames, 'waits'],
    cells.map(({ figures, ...cell }) => [
      ...nameOf(cell),
      String(figures.traced),
      ...hopNames.map(name => pair(figures.hops?.[name])),
      pair(figures.waits),
    ]),
  );
  return `Milliseconds from the write's acknowledgement to the parsed event; in brackets the ratio to the goal:

${totals}
By hop, p50 / p99 of each; "waits" are those for the next read of the stream and of the log:

${hops}`;
}

const nameOf = ({ stream, readers, load }: Omit<Cell, 'figures'>): Row => [
  stream,
  String(readers),
  load === 'quiet' ? 'one in 4 s' : `${load}/s`,
];

const unknown = 'not known';

function ms(value: number | undefined): string {
  if (value === undefined) return unknown;
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

const pair = (figure: Percentiles | undefined): string =>
  figure === undefined ? unknown : `${ms(figure.p50)} / ${ms(figure.p99)}`;

const against = (value: number | undefined, goal: number): string =>
  value === undefined ? unknown : `${ms(value)} (${(value / goal).toFixed(2)})`;

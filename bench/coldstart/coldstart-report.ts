import { type BundleContents, owners } from './bundle-contents.ts';
import type { Start, Starts } from './measure-starts.ts';

/** What issue 16 asks for. */
export const goals = { bundleKb: 450, timesEmpty: 2.5 };

/** One function of the bench. */
export interface Row {
  readonly name: string;
  readonly contents: BundleContents;
  readonly starts: Starts;
}

/** Three tables as lines of Markdown: how large the bundles are, what is in each, and how they start. */
export function coldstartReport(rows: readonly Row[], empty: Starts): string {
  return `Bundles in KB (1,000 bytes), and what of them is whose:

${sizes(rows)}
Milliseconds until an environment of the local host is ready, and of processor time: the median (the least to the most), and how many times that of an empty handler started in the same rounds. With the compiled code of earlier starts on disk:

${times(rows, empty, ({ compiled }) => compiled)}
And without, as on Lambda:

${times(rows, empty, ({ anew }) => anew)}`;
}

function sizes(rows: readonly Row[]): string {
  const heading = ['function', 'KB', 'of the goal', ...owners];
  const lines = rows.map(({ name, contents: { bytes, byOwner } }) => [
    name,
    kb(bytes),
    (bytes / 1_000 / goals.bundleKb).toFixed(2),
    ...owners.map(owner => kb(byOwner[owner])),
  ]);
  return table([heading, ...lines]);
}

function times(
  rows: readonly Row[],
  empty: Starts,
  of: (starts: Starts) => readonly Start[],
): string {
  const base = of(empty);
  const heading = ['function', 'ready', 'times empty', 'processor', 'times empty'];
  const started = rows.filter(({ starts }) => of(starts).length > 0);
  const lines = [{ name: 'an empty handler', starts: empty }, ...started].map(
    ({ name, starts }) => [
      name,
      ...spread(readyOf(of(starts)), readyOf(base)),
      ...spread(cpuOf(of(starts)), cpuOf(base)),
    ],
  );
  return table([heading, ...lines]);
}

const readyOf = (starts: readonly Start[]) => starts.map(({ readyMs }) => readyMs);
const cpuOf = (starts: readonly Start[]) => starts.map(({ cpuMs }) => cpuMs);

function spread(values: readonly number[], base: readonly number[]): readonly [string, string] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const median = medianOf(values);
  return [
    `${median.toFixed(0)} (${least.toFixed(0)} to ${most.toFixed(0)})`,
    (median / medianOf(base)).toFixed(2),
  ];
}

/** Of an even number the lower of the two in the middle: each is a value that was measured. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
}

const kb = (bytes: number): string => (bytes / 1_000).toFixed(0);

/** Aligned, so that a terminal shows a table too. */
function table(rows: readonly (readonly string[])[]): string {
  const [heading = [], ...lines] = rows;
  const widths = heading.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const rule = `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|\n`;
  return [line(heading), rule, ...lines.map(line)].join('');
}

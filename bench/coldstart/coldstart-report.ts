import { markdownTable, medianOf, spreadOf } from '../rounds.ts';
import { type BundleContents, owners } from './bundle-contents.ts';
import type { Start, Starts } from './measure-starts.ts';

/** Those of requirement F4: kilobytes of a bundle, and times what an empty handler takes. */
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
  return markdownTable(heading, lines);
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
  return markdownTable(heading, lines);
}

const readyOf = (starts: readonly Start[]) => starts.map(({ readyMs }) => readyMs);
const cpuOf = (starts: readonly Start[]) => starts.map(({ cpuMs }) => cpuMs);

function spread(values: readonly number[], base: readonly number[]): readonly [string, string] {
  const { median, least, most } = spreadOf(values);
  return [
    `${median.toFixed(0)} (${least.toFixed(0)} to ${most.toFixed(0)})`,
    (median / medianOf(base)).toFixed(2),
  ];
}

const kb = (bytes: number): string => (bytes / 1_000).toFixed(0);

/** What several rounds of one measurement gave: machines are shared, so one number says little. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Median and bounds; of an even number the lower one of the two in the middle. `undefined` of none. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  const [min] = sorted;
  const max = sorted.at(-1);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  if (min === undefined || max === undefined || median === undefined) return undefined;
  return { median, min, max };
}

/** "0.82 (0.79–0.91)": the median, and between which bounds the rounds lay. */
export function spreadText(values: readonly number[], digits: number): string {
  const spread = spreadOf(values);
  if (spread === undefined) return 'not known';
  const [median, min, max] = [spread.median, spread.min, spread.max].map(value =>
    value.toFixed(digits),
  );
  return `${median} (${min}–${max})`;
}

/** Rows as a table of Markdown, aligned, so that a terminal shows a table too. */
export function markdownTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map(row => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const rule = `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|\n`;
  return [line(headings), rule, ...rows.map(line)].join('');
}

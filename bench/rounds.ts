/** What several rounds of one measurement gave: machines are shared, so one number says little. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Median and bounds; of an even number the lower one of the two in the middle, which was measured. NaN of none. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return {
    median: at(Math.floor((sorted.length - 1) / 2)),
    least: at(0),
    most: at(sorted.length - 1),
  };
}

/** The median of them, as `spreadOf` has it. */
export const medianOf = (values: readonly number[]): number => spreadOf(values).median;

/** "0.82 (0.79–0.91)": the median, and between which bounds the rounds lay. */
export function spreadText(values: readonly number[], digits: number): string {
  if (values.length === 0) return 'not known';
  const { median, least, most } = spreadOf(values);
  return `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
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

import { type Curve, powersOfTen, scaleOf } from './chart.ts';

const width = 64;
const height = 16;

/** The picture for a terminal: a letter for each curve, `*` where several meet. */
export function chartText(curves: readonly Curve[]): string {
  const { least, most, x, y } = scaleOf(curves);
  const cells = Array.from({ length: height }, () => Array<string>(width).fill(' '));
  for (const [at, { points }] of curves.entries()) {
    const mark = String.fromCharCode('a'.charCodeAt(0) + at);
    for (const { pages, dollars } of points) {
      const row = cells[Math.round((1 - y(dollars)) * (height - 1))];
      const column = Math.round(x(pages) * (width - 1));
      if (row) row[column] = row[column] === ' ' ? mark : '*';
    }
  }
  const labels = new Map(
    powersOfTen(least, most).map(amount => [
      Math.round((1 - y(amount)) * (height - 1)),
      `$${amount.toLocaleString('en-US')}`,
    ]),
  );
  const rows = cells.map((row, at) => `${(labels.get(at) ?? '').padStart(9)} |${row.join('')}`);
  const axis = Array<string>(width + 4).fill(' ');
  for (const pages of [1, 10, 100, 1_000]) {
    const text = String(pages);
    for (const [at, digit] of [...text].entries())
      axis[Math.round(x(pages) * (width - 1)) + at] = digit;
  }
  const legend = curves.map(
    ({ title }, at) => `${String.fromCharCode('a'.charCodeAt(0) + at)} ${title}`,
  );
  return [
    ...rows.map(row => row.trimEnd()),
    `${''.padStart(9)} +${'-'.repeat(width)}`,
    `${''.padStart(11)}${axis.join('').trimEnd()} pages open`,
    ...legend.map(line => `${''.padStart(11)}${line}`),
  ].join('\n');
}

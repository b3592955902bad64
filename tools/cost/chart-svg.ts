import { type Curve, powersOfTen, scaleOf } from './chart.ts';

const size = { width: 760, height: 440, left: 70, right: 190, top: 40, bottom: 50 };
/** Distinguishable without colours too: each line ends at its name. */
const colours = ['#b3261e', '#1565c0', '#00796b', '#5d4037', '#6a1b9a', '#ef6c00'];
const nameGap = 14;

/** The picture as a file of its own, readable on light and dark pages. */
export function chartSvg(curves: readonly Curve[], heading: string): string {
  const { least, most, x, y } = scaleOf(curves);
  const inner = {
    width: size.width - size.left - size.right,
    height: size.height - size.top - size.bottom,
  };
  const atX = (pages: number) => round(size.left + x(pages) * inner.width);
  const atY = (dollars: number) => round(size.top + (1 - y(dollars)) * inner.height);
  const bottom = size.height - size.bottom;
  const right = size.left + inner.width;
  const grid = powersOfTen(least, most).map(
    amount =>
      `<line x1="${size.left}" x2="${right}" y1="${atY(amount)}" y2="${atY(amount)}" stroke="#ddd"/><text x="${size.left - 8}" y="${atY(amount) + 4}" text-anchor="end">$${amount.toLocaleString('en-US')}</text>`,
  );
  const ticks = [1, 10, 100, 1_000].map(
    pages =>
      `<line x1="${atX(pages)}" x2="${atX(pages)}" y1="${size.top}" y2="${bottom}" stroke="#ddd"/><text x="${atX(pages)}" y="${bottom + 18}" text-anchor="middle">${pages.toLocaleString('en-US')}</text>`,
  );
  const names = namePlaces(curves.map(({ points }) => atY(points.at(-1)?.dollars ?? 0)));
  const lines = curves.map(({ name, points }, at) => {
    const colour = colours[at % colours.length];
    const path = points.map(({ pages, dollars }) => `${atX(pages)},${atY(dollars)}`).join(' ');
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/><text x="${right + 8}" y="${names[at]}" fill="${colour}">${name}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12" role="img">`,
    `<title>${heading}</title>`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    `<text x="${size.left}" y="22" font-size="14">${heading}</text>`,
    ...grid,
    ...ticks,
    ...lines,
    `<text x="${size.left + inner.width / 2}" y="${size.height - 10}" text-anchor="middle">pages open</text>`,
    '</svg>',
    '',
  ].join('\n');
}

/** Names of lines that end close together, one below the other. */
function namePlaces(ends: readonly number[]): readonly number[] {
  const places = [...ends];
  const order = ends.map((_, at) => at).sort((one, other) => (ends[one] ?? 0) - (ends[other] ?? 0));
  let last = Number.NEGATIVE_INFINITY;
  for (const at of order) {
    last = Math.max((ends[at] ?? 0) + 4, last + nameGap);
    places[at] = round(last);
  }
  return places;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** A point without data is undefined. */
export type Point = number | undefined;

/** What an expression is made of: a number, values by time, several of those, or a text. */
export type MathValue =
  | { readonly kind: 'scalar'; readonly value: Point }
  /** The newest last. */
  | { readonly kind: 'series'; readonly points: readonly Point[] }
  | { readonly kind: 'list'; readonly series: readonly (readonly Point[])[] }
  | { readonly kind: 'text'; readonly value: string };

export const scalar = (value: Point): MathValue => ({ kind: 'scalar', value });
export const series = (points: readonly Point[]): MathValue => ({ kind: 'series', points });
export const list = (all: readonly (readonly Point[])[]): MathValue => ({
  kind: 'list',
  series: all,
});

/** Applies an operation point by point; a point that one of them has not is missing in the result. */
export function pointwise(
  operation: (...values: number[]) => number,
  ...operands: readonly MathValue[]
): MathValue {
  const apply = (points: readonly Point[]): Point => {
    const values = points.filter(point => point !== undefined);
    if (values.length < points.length) return undefined;
    const result = operation(...values);
    // Division by zero and the like give no point.
    return Number.isFinite(result) ? result : undefined;
  };
  return spread(apply, operands);
}

/** The same, for operations that know what to do about missing points. */
export function spread(
  apply: (points: readonly Point[]) => Point,
  operands: readonly MathValue[],
): MathValue {
  const lists = operands.flatMap(each => (each.kind === 'list' ? [each.series] : []));
  const [first] = lists;
  if (first !== undefined) {
    return list(
      first.map((_, index) => {
        const inner = operands.map(each =>
          each.kind === 'list' ? series(each.series[index] ?? []) : each,
        );
        return pointsOf(spread(apply, inner));
      }),
    );
  }
  const length = Math.max(
    -1,
    ...operands.map(each => (each.kind === 'series' ? each.points.length : -1)),
  );
  const at = (index: number) => apply(operands.map(each => pointAt(each, index)));
  return length < 0 ? scalar(at(0)) : series(Array.from({ length }, (_, index) => at(index)));
}

function pointAt(value: MathValue, index: number): Point {
  if (value.kind === 'scalar') return value.value;
  if (value.kind === 'series') return value.points[index];
  throw new Error(`expected a number or a metric; received ${value.kind}`);
}

/** @throws Error if it is none. */
export function pointsOf(value: MathValue): readonly Point[] {
  if (value.kind === 'series') return value.points;
  throw new Error(`expected values by time; received a ${value.kind}`);
}

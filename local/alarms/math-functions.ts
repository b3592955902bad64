import {
  list,
  type MathValue,
  type Point,
  pointsOf,
  pointwise,
  scalar,
  series,
  spread,
} from './math-values.ts';

/** What functions may ask of the whole expression. */
export interface MathScope {
  readonly periodSeconds: number;
  /** Of every metric that the alarm fetches, by id. */
  readonly metrics: Readonly<Record<string, readonly Point[]>>;
  /** Of an id, be it a metric or another expression. @throws Error if there is none. */
  valueOf(id: string): MathValue;
}

export type MathFunction = (values: readonly MathValue[], scope: MathScope) => MathValue;

const present = (points: readonly Point[]): number[] => points.filter(point => point !== undefined);

/** Of one metric a number, of several their values by time: those that a time has. */
const aggregate =
  (combine: (values: readonly number[]) => number): MathFunction =>
  values => {
    const [value] = expectArguments(values, 1, 1);
    const of = (points: readonly Point[]): Point => {
      const known = present(points);
      return known.length === 0 ? undefined : combine(known);
    };
    if (value?.kind === 'series') return scalar(of(value.points));
    if (value?.kind !== 'list') throw new Error('expected metrics');
    const length = Math.max(0, ...value.series.map(points => points.length));
    return series(
      Array.from({ length }, (_, index) => of(value.series.map(points => points[index]))),
    );
  };

const sum = (values: readonly number[]): number => values.reduce((one, other) => one + other, 0);

/** docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
export const mathFunctions: Readonly<Record<string, MathFunction>> = {
  ABS: values => pointwise(Math.abs, ...expectArguments(values, 1, 1)),
  AVG: aggregate(values => sum(values) / values.length),
  CEIL: values => pointwise(Math.ceil, ...expectArguments(values, 1, 1)),
  DATAPOINT_COUNT: values => {
    const [value] = expectArguments(values, 1, 1);
    return scalar(value?.kind === 'series' ? present(value.points).length : undefined);
  },
  FILL: values => {
    const [value, filling] = expectArguments(values, 2, 2);
    if (value?.kind === 'list') return list(value.series.map(points => filled(points, filling)));
    if (value?.kind !== 'series') throw new Error('FILL: expected a metric first');
    return series(filled(value.points, filling));
  },
  FLOOR: values => pointwise(Math.floor, ...expectArguments(values, 1, 1)),
  IF: values => {
    const [condition, whenTrue, whenFalse = scalar(undefined)] = expectArguments(values, 2, 3);
    if (condition === undefined || whenTrue === undefined) throw new Error('IF: expected values');
    return spread(
      ([test, one, other]) => {
        if (test === undefined) return undefined;
        return test === 0 ? other : one;
      },
      [condition, whenTrue, whenFalse],
    );
  },
  MAX: aggregate(values => Math.max(...values)),
  METRICS: (values, { metrics }) => {
    const [part] = expectArguments(values, 0, 1);
    if (part !== undefined && part.kind !== 'text') throw new Error('METRICS: expected a text');
    const named = Object.entries(metrics).filter(
      ([id]) => part === undefined || id.includes(part.value),
    );
    return list(named.map(([, points]) => points));
  },
  MIN: aggregate(values => Math.min(...values)),
  PERIOD: (values, { periodSeconds }) => {
    expectArguments(values, 1, 1);
    return scalar(periodSeconds);
  },
  SUM: aggregate(sum),
};

function filled(points: readonly Point[], filling: MathValue | undefined): readonly Point[] {
  if (filling?.kind === 'text' && filling.value === 'REPEAT') {
    let last: Point;
    return points.map(point => {
      last = point ?? last;
      return last;
    });
  }
  if (filling?.kind === 'text') {
    throw new Error(`FILL: expected a number or REPEAT; received ${filling.value}`);
  }
  const others = filling?.kind === 'series' ? pointsOf(filling) : undefined;
  const value = filling?.kind === 'scalar' ? filling.value : undefined;
  return points.map((point, index) => point ?? others?.[index] ?? value);
}

function expectArguments(
  values: readonly MathValue[],
  least: number,
  most: number,
): readonly MathValue[] {
  if (values.length >= least && values.length <= most) return values;
  throw new Error(`expected ${least} to ${most} arguments; received ${values.length}`);
}

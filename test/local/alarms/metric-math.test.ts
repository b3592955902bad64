import fc from 'fast-check';
import type { MathScope } from '../../../local/alarms/math-functions.ts';
import { type MathValue, type Point, series } from '../../../local/alarms/math-values.ts';
import { readExpression } from '../../../local/alarms/metric-math.ts';

const none = undefined;
const metrics: Readonly<Record<string, readonly Point[]>> = {
  late: [1, none, 4],
  total: [10, 20, 0],
  zero: [0, 0, 0],
  empty: [none, none, none],
};

const scope: MathScope = {
  periodSeconds: 300,
  metrics,
  valueOf: id => {
    const points = metrics[id];
    if (points === undefined) throw new Error(`no ${id}`);
    return series(points);
  },
};

const pointsOf = (value: MathValue): readonly Point[] | Point => {
  if (value.kind === 'series') return value.points;
  if (value.kind === 'scalar') return value.value;
  throw new Error(`a ${value.kind}`);
};

const result = (expression: string) => pointsOf(readExpression(expression)(scope));

test.each<[string, readonly Point[] | Point]>([
  ['late + total', [11, none, 4]],
  ['total - late * 2', [8, none, -8]],
  ['(total - late) * 2', [18, none, -8]],
  ['late / total', [0.1, none, none]],
  ['-late', [-1, none, -4]],
  ['2 ^ 3 * total', [80, 160, 0]],
  ['1.5e1 + zero', [15, 15, 15]],
  ['total >= 10', [1, 1, 0]],
  ['total > 5 AND late > 0', [1, none, 0]],
  ['total > 5 OR zero', [1, 1, 0]],
  ['total == 20 || zero != 0', [0, 1, 0]],
  ['late < 2 && total <= 10', [1, none, 0]],
  ['FILL(late, 0)', [1, 0, 4]],
  ['FILL(late, REPEAT)', [1, 1, 4]],
  ['FILL(empty, 7)', [7, 7, 7]],
  ['IF(total > 5, late, 0)', [1, none, 0]],
  ['IF(total > 5, late)', [1, none, none]],
  ['IF(late, 1, 2)', [1, none, 1]],
  ['IF(total >= 10, FILL(late, 0) / total, 0)', [0.1, 0, 0]],
  ['SUM([late, total])', [11, 20, 4]],
  ['AVG([late, total])', [5.5, 20, 2]],
  ['MAX([late, total])', [10, 20, 4]],
  ['MIN([late, total])', [1, 20, 0]],
  ['SUM(late)', 5],
  ['AVG(late)', 2.5],
  ['DATAPOINT_COUNT(late)', 2],
  ['SUM(METRICS("t"))', [11, 20, 4]],
  ['SUM(FILL(METRICS(), 1))', [12, 22, 5]],
  ['total / PERIOD(total)', [10 / 300, 20 / 300, 0]],
  ['ABS(zero - 2) + CEIL(1.2) + FLOOR(1.8)', [5, 5, 5]],
])('%s is %j', (expression, expected) => {
  expect(result(expression)).toEqual(expected);
});

test.each([
  ['', /expected a number, an id or a function in ""; received its end/],
  ['late +', /received its end/],
  ['late late', /expected the end in "late late"; received late/],
  ['(late', /expected \) in/],
  ['late ; total', /expected an expression of metric math; received " ; total"/],
  ['RATE(late)', /does not know the function RATE of metric math; it knows ABS, AVG/],
  ['FILL(late, LINEAR)', /FILL: expected a number or REPEAT; received LINEAR/],
  ['IF(late)', /expected 2 to 3 arguments; received 1/],
  ['unknown', /no unknown/],
])('%s is an error', (expression, message) => {
  expect(() => result(expression)).toThrow(message);
});

test('numbers and brackets give what JavaScript gives', () => {
  const term = fc.letrec<{ expression: string }>(tie => ({
    expression: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.integer({ min: 0, max: 99 }).map(String),
      fc
        .tuple(tie('expression'), fc.constantFrom('+', '-', '*'), tie('expression'))
        .map(([one, sign, other]) => `(${one} ${sign} ${other})`),
    ),
  })).expression;
  fc.assert(
    fc.property(term, expression => {
      const expected = new Function(`return ${expression}`)() as number;
      expect(result(expression)).toBe(expected);
    }),
    { numRuns: 200 },
  );
});

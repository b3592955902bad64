import { type EvaluationRule, evaluate } from '../../../local/alarms/evaluate.ts';
import type { Point } from '../../../local/alarms/math-values.ts';

const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

/** As AWS writes points: the newest last, X breaches, 0 does not, - is missing. */
const pointsOf = (text: string): Point[] =>
  text.split(' ').map(each => ({ X: 10, 0: 1, '-': undefined })[each]);

const rule = (rest: Partial<EvaluationRule>): EvaluationRule => ({
  comparison: 'GreaterThanThreshold',
  threshold: 5,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  missingData: 'missing',
  ...rest,
});

/** What each treatment of missing data gives; "same": the state stays. */
const states = (points: string, rest: Partial<EvaluationRule> = {}): string[] =>
  treatments.map(
    missingData => evaluate(pointsOf(points), rule({ ...rest, missingData }))?.state ?? 'same',
  );

describe('as docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html has it', () => {
  test.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', ['INSUFFICIENT_DATA', 'same', 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', ['ALARM', 'same', 'ALARM', 'OK']],
  ])('3 of 3: %s gives %j', (points, expected) => {
    expect(states(points)).toEqual(expected);
  });

  test.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', ['ALARM', 'same', 'ALARM', 'OK']],
  ])('2 of 3: %s gives %j', (points, expected) => {
    expect(states(points, { datapointsToAlarm: 2 })).toEqual(expected);
  });

  test.each([['- - - - X'], ['- - - X -']])(
    '3 of 3: %s is too early for an alarm, where missing is missing',
    points => {
      expect(states(points)[0]).toBe('OK');
    },
  );
});

test.each([
  ['GreaterThanThreshold', [4, 5, 6], ['OK', 'OK', 'ALARM']],
  ['GreaterThanOrEqualToThreshold', [4, 5, 6], ['OK', 'ALARM', 'ALARM']],
  ['LessThanThreshold', [4, 5, 6], ['ALARM', 'OK', 'OK']],
  ['LessThanOrEqualToThreshold', [4, 5, 6], ['ALARM', 'ALARM', 'OK']],
] as const)('%s 5: %j are %j', (comparison, values, expected) => {
  const one = rule({ comparison, evaluationPeriods: 1, datapointsToAlarm: 1 });
  expect(values.map(value => evaluate([value], one)?.state)).toEqual(expected);
});

test('the reason has the points, what is missing, and how it counts', () => {
  const verdict = evaluate(pointsOf('- - X - -'), rule({ missingData: 'breaching' }));
  expect(verdict?.reason).toBe(
    '1 of the newest 3 points above 5, 3 needed: [10, -, -]; what is missing (-) counts as breaching',
  );
});

test('older points stand in for missing ones, and in the reason', () => {
  expect(evaluate(pointsOf('X X - - X'), rule({}))?.reason).toContain('[10, 10, -, -, 10]');
  expect(evaluate(pointsOf('X X 0 0 0'), rule({}))?.reason).toContain('[1, 1, 1]');
  expect(states('X X - - X')).toEqual(['ALARM', 'ALARM', 'ALARM', 'ALARM']);
  expect(states('0 0 0 - -')).toEqual(['OK', 'OK', 'OK', 'OK']);
});

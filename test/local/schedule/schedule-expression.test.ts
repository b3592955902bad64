import { parseSchedule } from '../../../local/schedule/schedule-expression.ts';

const at = (text: string): number => Date.parse(text);
const next = (expression: string, after: string, start = after): string =>
  new Date(parseSchedule(expression, at(start))(at(after))).toISOString();

test.each([
  ['rate(1 minute)', '2026-11-21T10:00:00Z', '2026-11-21T10:01:00.000Z'],
  ['rate(5 minutes)', '2026-11-21T10:00:30Z', '2026-11-21T10:05:30.000Z'],
  ['rate(2 hours)', '2026-11-21T10:00:00Z', '2026-11-21T12:00:00.000Z'],
  ['rate(1 day)', '2026-11-21T10:00:00Z', '2026-11-22T10:00:00.000Z'],
  ['cron(15 10 * * ? *)', '2026-11-21T10:15:00Z', '2026-11-22T10:15:00.000Z'],
  ['cron(0/15 * * * ? *)', '2026-11-21T10:16:00Z', '2026-11-21T10:30:00.000Z'],
  // 21 November 2026 is a Saturday; EventBridge counts Sunday as 1.
  ['cron(0 8 ? * 1 *)', '2026-11-21T10:00:00Z', '2026-11-22T08:00:00.000Z'],
  ['cron(0 8 ? * 2-6 *)', '2026-11-21T10:00:00Z', '2026-11-23T08:00:00.000Z'],
  ['cron(0 8 ? * MON-FRI *)', '2026-11-21T10:00:00Z', '2026-11-23T08:00:00.000Z'],
])('%s after %s is %s', (expression, after, expected) => {
  expect(next(expression, after)).toBe(expected);
});

test('minutes of a rate may be shorter than those of the clock, hours are not', () => {
  const after = (expression: string) => parseSchedule(expression, 0, 1_000)(0);
  expect(['rate(1 minute)', 'rate(5 minutes)', 'rate(1 hour)'].map(after)).toEqual([
    1_000, 5_000, 3_600_000,
  ]);
});

test('a rate keeps its interval when runs were missed', () => {
  expect(next('rate(5 minutes)', '2026-11-21T10:12:00Z', '2026-11-21T10:00:00Z')).toBe(
    '2026-11-21T10:15:00.000Z',
  );
});

test.each([
  'rate(0 minutes)',
  'rate(5 weeks)',
  'cron(* * * * *)',
  'cron(0 8 ? * 1 2027)',
  'at(noon)',
  'cron(99 * * * ? *)',
])('%s is an error that says what was expected', expression => {
  expect(() => parseSchedule(expression, 0)).toThrow(
    `expected rate(<n> minutes|hours|days) or cron(<six fields, year *>), received "${expression}"`,
  );
});

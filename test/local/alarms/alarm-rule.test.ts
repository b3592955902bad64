import { readAlarmRule } from '../../../local/alarms/alarm-rule.ts';
import type { AlarmState } from '../../../local/alarms/evaluate.ts';

const states: Readonly<Record<string, AlarmState>> = {
  long: 'ALARM',
  short: 'OK',
  new: 'INSUFFICIENT_DATA',
  'a name with (brackets)': 'ALARM',
};

const holds = (rule: string): boolean =>
  readAlarmRule(rule).holds(alarm => states[alarm] ?? 'INSUFFICIENT_DATA');

test.each([
  ['ALARM(long)', true],
  ['ALARM("short")', false],
  ['ALARM("a name with (brackets)")', true],
  ['OK(short)', true],
  ['INSUFFICIENT_DATA(new)', true],
  ['NOT ALARM(long)', false],
  ['ALARM(long) AND ALARM(short)', false],
  ['ALARM(long) OR ALARM(short)', true],
  ['ALARM(short) AND ALARM(short) OR ALARM(long)', true],
  ['ALARM(short) AND (ALARM(short) OR ALARM(long))', false],
  ['NOT (ALARM(long) AND OK(short))', false],
  ['NOT NOT TRUE', true],
  ['FALSE OR (TRUE AND NOT FALSE)', true],
])('%s holds: %s', (rule, expected) => {
  expect(holds(rule)).toBe(expected);
});

test('each alarm that it names is known once', () => {
  expect(readAlarmRule('(ALARM("a") AND ALARM("b")) OR OK("a")').alarms).toEqual(['a', 'b']);
});

test.each([
  ['', /expected ALARM, OK, INSUFFICIENT_DATA, NOT, TRUE, FALSE or \(.*received its end/],
  ['ALARM(a', /expected \).*received its end/],
  ['ALARM(a) ALARM(b)', /expected the end/],
  ['alarm(a)', /expected ALARM, OK.*received alarm/],
  ['"ALARM"(a)', /expected ALARM, OK/],
  ['ALARM("a', /expected a rule of alarms/],
])('%s is an error', (rule, message) => {
  expect(() => readAlarmRule(rule)).toThrow(message);
});

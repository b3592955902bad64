import { readFilterPattern } from '../../../../local/resources/logs/filter-pattern.ts';

const entry = {
  level: 'ERROR',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  durationMs: 120,
  isLate: true,
  request: { route: '/poll', tags: ['a', 'b'] },
};

test.each([
  ['', true],
  ['{ $.traceId = "4bf92f3577b34da6a3ce929d0e0e4736" }', true],
  ['{ $.traceId = "other" }', false],
  ['{$.traceId="4bf9*"}', true],
  ['{ $.traceId = "4bf9" }', false],
  ['{ $.level = ERROR }', true],
  ['{ $.level != "ERROR" }', false],
  ['{ $.missing != "ERROR" }', false],
  ['{ $.durationMs > 100 }', true],
  ['{ $.durationMs >= 121 }', false],
  ['{ $.durationMs = 120 }', true],
  ['{ $.durationMs < 121 && $.durationMs <= 120 }', true],
  ['{ $.isLate = TRUE }', true],
  ['{ $.request.route = "/poll" }', true],
  ['{ $.request.tags[1] = "b" }', true],
  ['{ $.level = "INFO" || ($.level = "ERROR" && $.durationMs > 1) }', true],
  ['{ ($.level = "INFO" || $.level = "ERROR") && $.durationMs > 500 }', false],
  ['"4bf92f3577b34da6a3ce929d0e0e4736"', true],
  ['ERROR traceId', true],
  ['ERROR -traceId', false],
  ['?nothing ?ERROR', true],
  ['?nothing ?none', false],
  ['"/poll"', true],
  ['error', false],
])('%s matches: %s', (pattern, expected) => {
  expect(readFilterPattern(pattern)(JSON.stringify(entry))).toBe(expected);
});

test.each([
  ['*', '', true],
  ['*', 'a b\nc', true],
  ['a*', 'ab', true],
  ['a*', 'ba', false],
  ['*a', 'ba', true],
  ['*a', 'ab', false],
  ['a*a', 'aa', true],
  ['a*a', 'a', false],
  ['*ab*ab*', 'xabxabx', true],
  ['*ab*ab*', 'xabx', false],
  ['*ab*b', 'ab', false],
  ['a**b', 'ab', true],
  ['a.*', 'ab', false],
  ['*b*', 'abc', true],
  ['*b*ba', 'abba', true],
])('an asterisk stands for anything: %s and %j: %s', (wanted, value, expected) => {
  const matches = readFilterPattern(`{ $.m = "${wanted}" }`);
  expect(matches(JSON.stringify({ m: value }))).toBe(expected);
});

test('many asterisks take no longer than one', () => {
  const matches = readFilterPattern(`{ $.m = "${'*a'.repeat(500)}*b" }`);
  // Tried one way after another this would not end in a lifetime.
  expect(matches(JSON.stringify({ m: 'a'.repeat(262_144) }))).toBe(false);
});

test('a pattern of JSON matches no other text', () => {
  const matches = readFilterPattern('{ $.level = "ERROR" }');
  expect(['level ERROR', '["ERROR"]', '{"level":"ERROR"'].map(matches)).toEqual([
    false,
    false,
    false,
  ]);
});

test.each([
  ['{ $.level = "ERROR"', /expected \} at the end/],
  ['{ level = "ERROR" }', /expected \$\.path/],
  ['{ $.level }', /expected a comparison/],
  ['{ $.level = }', /expected a value/],
  ['{ ($.a = 1 }', /expected \)/],
  ['{ $.a = 1 $.b = 2 }', /expected its end/],
  ['a.b', /expected terms, those with other signs in quotes; received a\.b/],
])('%s is an error', (pattern, message) => {
  expect(() => readFilterPattern(pattern)).toThrow(message);
});

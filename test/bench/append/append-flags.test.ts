import { parseAppendFlags } from '../../../bench/append/append-flags.ts';

test('measures one, eight and forty writers with small and large batches when nothing else is said', () => {
  expect(parseAppendFlags([])).toEqual({
    help: false,
    writers: [1, 8, 40],
    batches: [1, 100],
    rounds: 5,
    roundMs: 1_000,
    delayMs: 0,
    limited: false,
  });
});

test('takes lists, a delay, a limit and a file', () => {
  const flags = ['--writers', '4,16', '--batches', '10', '--delay-ms', '5', '--limit'];
  expect(parseAppendFlags([...flags, '--json', 'o.json', '--rounds', '2'])).toMatchObject({
    writers: [4, 16],
    batches: [10],
    rounds: 2,
    delayMs: 5,
    limited: true,
    jsonFile: 'o.json',
  });
});

test.each([
  [['--writers', '0'], '--writers: received "0", expected a whole number from 1 to 200'],
  [['--writers', '201'], '--writers: received "201", expected a whole number from 1 to 200'],
  [['--batches', '1,x'], '--batches: received "x", expected a whole number from 1 to 500'],
  [['--round-ms', '99'], '--round-ms: received "99", expected a whole number from 100 to 60000'],
  [['--delay-ms', '-1'], '--delay-ms: received "-1", expected a whole number from 0 to 1000'],
])('refuses %j', (flags, message) => {
  expect(() => parseAppendFlags(flags)).toThrow(message);
});

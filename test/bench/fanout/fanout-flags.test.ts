import { parseFanoutFlags } from '../../../bench/fanout/fanout-flags.ts';

test('measures batches of one, ten and a hundred when nothing else is said', () => {
  expect(parseFanoutFlags([])).toEqual({
    help: false,
    batches: [1, 10, 100],
    rounds: 5,
    records: 1_000,
    nodeFlags: [],
  });
});

test('takes a list, a file, and flags of the process', () => {
  const flags = ['--batches', '5', '--json', 'o.json', '--node-flag=--cpu-prof'];
  expect(parseFanoutFlags(flags)).toMatchObject({
    batches: [5],
    jsonFile: 'o.json',
    nodeFlags: ['--cpu-prof'],
  });
});

test.each([
  [['--batches', '0'], '--batches: received "0", expected a whole number from 1 to 1000'],
  [['--rounds', '101'], '--rounds: received "101", expected a whole number from 1 to 100'],
  [['--records', '0'], '--records: received "0", expected a whole number from 1 to 100000'],
])('refuses %j', (flags, message) => {
  expect(() => parseFanoutFlags(flags)).toThrow(message);
});

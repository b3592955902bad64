import { parseProposalsFlags } from '../../../bench/proposals/proposals-flags.ts';

test('five rounds of four pairs when nothing else is said', () => {
  expect(parseProposalsFlags([])).toEqual({
    help: false,
    rounds: 5,
    pairs: 4,
    proposals: 10,
    pending: 500,
    due: 500,
    markdown: false,
  });
});

test('takes the full size', () => {
  const flags = [
    '--pairs',
    '100',
    '--proposals',
    '60',
    '--pending',
    '10000',
    '--due',
    '600',
    '--json',
    'o.json',
  ];
  expect(parseProposalsFlags(flags)).toMatchObject({
    ...{ pairs: 100, proposals: 60, pending: 10_000, due: 600, jsonFile: 'o.json' },
  });
});

test.each([
  [['--rounds', '4'], '--rounds: received "4", expected a whole number from 5 to 100'],
  [['--proposals', '61'], '--proposals: received "61", expected a whole number from 1 to 60'],
  [
    ['--pending', '10', '--due', '11'],
    '--due: received "11", expected a whole number from 0 to 10',
  ],
  [['--pending', '10001'], '--pending: received "10001", expected a whole number from 0 to 10000'],
])('refuses %j', (flags, message) => {
  expect(() => parseProposalsFlags(flags)).toThrow(message);
});

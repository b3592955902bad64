import { parseColdstartFlags } from '../../../bench/coldstart/coldstart-flags.ts';
import { lambdaNames } from '../../../lib/lambda-name.ts';

test('starts every function seven times when nothing else is said', () => {
  expect(parseColdstartFlags([])).toEqual({
    help: false,
    rounds: 7,
    functions: lambdaNames,
    markdown: false,
  });
});

test('takes a list of functions', () => {
  expect(
    parseColdstartFlags(['--functions', 'log-marker,dashboard', '--json', 'o.json']),
  ).toMatchObject({ functions: ['log-marker', 'dashboard'], jsonFile: 'o.json' });
});

test.each([
  [['--rounds', '4'], '--rounds: received "4", expected a whole number from 5 to 1000'],
  [['--functions', 'log-maker'], '--functions: received "log-maker", expected names out of '],
])('refuses %j', (flags, message) => {
  expect(() => parseColdstartFlags(flags)).toThrow(message);
});

import { parseLatencyFlags } from '../../../bench/latency/latency-flags.ts';

test('measures every load with every number of readers when nothing else is said', () => {
  expect(parseLatencyFlags([])).toEqual({
    help: false,
    seconds: 60,
    loads: ['quiet', 1, 10, 100],
    readers: [1, 20, 100],
    live: false,
    markdown: false,
    context: {},
  });
});

test('takes lists, and settings of the stack', () => {
  const flags = ['--loads', 'quiet,5', '--readers', '3', '--json', 'o.json', '-c', 'tailPollMs=50'];
  expect(parseLatencyFlags(flags)).toMatchObject({
    loads: ['quiet', 5],
    readers: [3],
    jsonFile: 'o.json',
    context: { tailPollMs: '50' },
  });
});

test.each([
  [['--loads', 'calm'], '--loads: received "calm", expected a whole number from 1 to 1000'],
  [['--readers', '0'], '--readers: received "0", expected a whole number from 1 to 300'],
  [['-c', 'tailPollMs'], '-c: received "tailPollMs", expected KEY=VALUE'],
])('refuses %j', (flags, message) => {
  expect(() => parseLatencyFlags(flags)).toThrow(message);
});

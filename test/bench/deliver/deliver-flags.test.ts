import { parseDeliverFlags } from '../../../bench/deliver/deliver-flags.ts';

test('measures all peers with 128 readers, with one event and with sixteen, when nothing else is said', () => {
  expect(parseDeliverFlags([])).toEqual({
    help: false,
    readers: [128],
    events: [1, 16],
    rounds: 5,
    peers: ['raw', 'ours', 'better-sse', 'ws', 'socket.io'],
    markdown: false,
  });
});

test('takes lists, and where figures and profiles go', () => {
  const flags = ['--readers', '128,10000', '--events', '2', '--peers', 'ours,raw'];
  expect(parseDeliverFlags([...flags, '--json', 'o.json', '--profile', 'dir'])).toMatchObject({
    readers: [128, 10_000],
    events: [2],
    peers: ['ours', 'raw'],
    jsonFile: 'o.json',
    profileDirectory: 'dir',
  });
});

test.each([
  [['--readers', '1'], '--readers: received "1", expected a whole number from 2 to 19000'],
  [['--readers', '19001'], '--readers: received "19001", expected a whole number from 2 to 19000'],
  [['--events', '101'], '--events: received "101", expected a whole number from 1 to 100'],
  [['--rounds', '0'], '--rounds: received "0", expected a whole number from 1 to 50'],
  [
    ['--peers', 'raw,nginx'],
    '--peers: received "nginx", expected some of raw, ours, better-sse, ws, socket.io',
  ],
])('refuses %j', (flags, message) => {
  expect(() => parseDeliverFlags(flags)).toThrow(message);
});

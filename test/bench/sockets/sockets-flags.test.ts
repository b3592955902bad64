import { parseSocketsFlags } from '../../../bench/sockets/sockets-flags.ts';

test('is small when nothing else is said', () => {
  expect(parseSocketsFlags([])).toEqual({
    help: false,
    sockets: 200,
    rate: 200,
    rounds: 5,
    seconds: 5,
  });
});

test('takes as many as all figures need', () => {
  const flags = ['--sockets', '10000', '--rate', '1000', '--seconds', '60', '--json', 'o.json'];
  expect(parseSocketsFlags(flags)).toMatchObject({
    sockets: 10_000,
    rate: 1_000,
    seconds: 60,
    jsonFile: 'o.json',
  });
});

test.each([
  [['--sockets', '99'], '--sockets: received "99", expected a whole number from 100 to 19000'],
  [['--sockets', '19001'], 'received "19001", expected a whole number from 100 to 19000'],
  [['--rate', '150'], '--rate: received "150", expected a multiple of 100'],
  [['--rate', '0'], '--rate: received "0", expected a whole number from 100 to 10000'],
  [['--rounds', '51'], '--rounds: received "51", expected a whole number from 1 to 50'],
])('refuses %j', (flags, message) => {
  expect(() => parseSocketsFlags(flags)).toThrow(message);
});

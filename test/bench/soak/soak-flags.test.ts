import { parseSoakFlags } from '../../../bench/soak/soak-flags.ts';

test('is small when nothing else is said', () => {
  expect(parseSoakFlags([])).toEqual({
    help: false,
    readers: 100,
    minutes: 1,
    speed: 5,
    seed: 1,
    lifetimeSeconds: 30,
  });
});

test('takes as much as all figures need', () => {
  const flags = ['--readers', '2000', '--minutes', '12', '--lifetime', '270', '--json', 'o.json'];
  expect(parseSoakFlags(flags)).toMatchObject({
    readers: 2_000,
    minutes: 12,
    speed: 5,
    lifetimeSeconds: 270,
    jsonFile: 'o.json',
  });
});

test.each([
  [['--readers', '9'], '--readers: received "9", expected a whole number from 10 to 9000'],
  [['--readers', '9001'], 'received "9001", expected a whole number from 10 to 9000'],
  [['--minutes', '61'], '--minutes: received "61", expected a whole number from 1 to 60'],
  [['--speed', '51'], '--speed: received "51", expected a whole number from 1 to 50'],
  [['--lifetime', '4'], '--lifetime: received "4", expected a whole number from 5 to 780'],
])('refuses %j', (flags, message) => {
  expect(() => parseSoakFlags(flags)).toThrow(message);
});

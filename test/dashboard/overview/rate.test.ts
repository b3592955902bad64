import { perMinute, rateOf, wholeRate } from '../../../dashboard/overview/rate.ts';

const rates = [
  { channel: 'bets', eventsPerMinute: 12 },
  { channel: 'inbox', eventsPerMinute: 3 },
  { channel: 'notifications', eventsPerMinute: 5 },
] as const;

test('global has each event once, and so the rate of the whole', () => {
  expect(wholeRate([...rates, { channel: 'global', eventsPerMinute: 14 }])).toBe(14);
});

test('who may not read global sees the sum of the channels that can be read, their copies aside', () => {
  expect(wholeRate(rates)).toBe(15);
  expect(rateOf(rates, 'global')).toBeUndefined();
});

test.each([
  [0, '0'],
  [0.2, '0.2'],
  [9.96, '10'],
  [12.4, '12'],
  [950, '950'],
  [1_240, '1.2K'],
])('%d events a minute read %s', (rate, expected) => {
  expect(perMinute(rate)).toBe(expected);
});

import { firstLimit, nextLimit } from '../../../local/web-function/concurrency-limit.ts';

const bounds = { first: 8, most: 128 };

test.each([
  ['is reached while the thread is calm: it doubles', { limit: 8, peak: 8, utilization: 0.69 }, 16],
  ['is not reached: it stays', { limit: 8, peak: 7, utilization: 0.1 }, 8],
  ['is reached, with the thread at work: it stays', { limit: 32, peak: 32, utilization: 0.7 }, 32],
  ['has the thread busy: it halves', { limit: 32, peak: 3, utilization: 0.91 }, 16],
  ['is at the busy share itself: it stays', { limit: 32, peak: 32, utilization: 0.9 }, 32],
  ['is where it began: no load makes it less', { limit: 8, peak: 8, utilization: 1 }, 8],
  [
    'comes near what the revision allows: that is the end',
    { limit: 100, peak: 100, utilization: 0 },
    128,
  ],
  ['is what the revision allows: it stays', { limit: 128, peak: 128, utilization: 0 }, 128],
  [
    'was lowered below what is open: it grows no further',
    { limit: 16, peak: 40, utilization: 0.8 },
    16,
  ],
])('a limit that %s', (_, load, expected) => {
  expect(nextLimit(load, bounds)).toBe(expected);
});

test('a revision that allows less than a new environment gets has its own limit', () => {
  expect(firstLimit(bounds)).toBe(8);
  expect(firstLimit({ first: 8, most: 3 })).toBe(3);
  expect(nextLimit({ limit: 3, peak: 3, utilization: 1 }, { first: 8, most: 3 })).toBe(3);
  expect(nextLimit({ limit: 3, peak: 3, utilization: 0 }, { first: 8, most: 3 })).toBe(3);
});

import { longestLeaseSeconds } from '../../../core/stream/longest-lease.ts';

// A tenth more than is set, two seconds of margin, and a second that has begun.
test.each([
  [270, 300],
  [300, 333],
  [25, 31],
  [780, 861],
])('of streams of about %i s none is counted for longer than %i s', (lifetime, expected) => {
  expect(longestLeaseSeconds(lifetime)).toBe(expected);
});

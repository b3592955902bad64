import { pollQuerySchema, sinceMsOf } from '../../../../core/wire/management/poll.ts';

test.each([
  ['1795262205367', 1_795_262_205_367],
  ['0', 0],
  ['2026-11-21T20:00:00Z', 1_795_291_200_000],
  ['2026-11-21T14:00:00.250-06:00', 1_795_291_200_250],
  ['2028-02-29T00:00Z', 1_835_395_200_000],
])('since %s is a moment', (since, atMs) => {
  expect(pollQuerySchema.safeParse({ channel: 'fights', since }).success).toBe(true);
  expect(sinceMsOf(since)).toBe(atMs);
});

test.each([
  '2026-02-30T00:00:00Z',
  '2026-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-11-21T25:00:00Z',
  '2026-11-21T20:00:00',
  '2026-11-21',
  '-1',
  '',
])('since %j is none', since => {
  expect(pollQuerySchema.safeParse({ channel: 'fights', since }).success).toBe(false);
});

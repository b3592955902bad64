import { retryAfterMs } from '../../../core/webhook/retry-after.ts';

const nowMs = Date.parse('2026-11-21T12:00:00.000Z');

test.each([
  ['seconds', '120', 120_000],
  ['none', '0', 0],
  ['seconds between spaces', ' 5 ', 5_000],
  ['a date', 'Sat, 21 Nov 2026 12:01:30 GMT', 90_000],
  ['a date of RFC 850', 'Saturday, 21-Nov-26 12:00:10 GMT', 10_000],
  ['a date of asctime', 'Sat Nov 21 12:00:10 2026', 10_000],
  ['a moment that is past', 'Sat, 21 Nov 2026 11:00:00 GMT', 0],
  ['the bound of a day', '86400', 86_400_000],
  ['more than a day', '86401', 86_400_000],
  ['a year', '9999999999', 86_400_000],
  ['a date of next year', 'Sun, 21 Nov 2027 12:00:00 GMT', 86_400_000],
])('a receiver asks to wait: %s', (_, header, waitMs) => {
  expect(retryAfterMs(header, nowMs)).toBe(waitMs);
});

test.each([undefined, '', 'soon', '-5', '1.5', '0x10', '1e3', '12345678901', 'Sat, 99 Nov'])(
  'what is neither seconds nor a date asks for nothing: %s',
  header => {
    expect(retryAfterMs(header, nowMs)).toBeUndefined();
  },
);

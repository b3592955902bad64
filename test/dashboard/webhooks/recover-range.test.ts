import { readRange } from '../../../dashboard/webhooks/recover-range.ts';

const now = Date.parse('2026-11-21T20:00:00');

test('two fields are a range in the reader’s own zone; without an end it is until now', () => {
  const since = Date.parse('2026-11-21T18:00');
  expect(readRange('2026-11-21T18:00', '', now)).toEqual({ kind: 'range', range: { since } });
  expect(readRange('2026-11-21T18:00', '2026-11-21T19:00', now)).toEqual({
    kind: 'range',
    range: { since, until: since + 3_600_000 },
  });
});

test.each([
  ['', '', 'Choose a day and a time.'],
  ['2026-11-21T21:00', '', 'That is in the future; choose an earlier time.'],
  ['2026-11-21T18:00', '2026-11-21T21:00', 'That is in the future; choose an earlier time.'],
  ['2026-11-21T18:00', '2026-11-21T18:00', 'Its end must come after its beginning.'],
])('from %s to %s is none', (from, to, reason) => {
  expect(readRange(from, to, now)).toEqual({ kind: 'refused', reason });
});

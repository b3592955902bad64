import { fieldValue, readStartTime } from '../../../dashboard/channel/start-time.ts';

const nowMs = Date.parse('2026-11-21T20:00:00.000Z');

test('an address and a field for date and time name the same time', () => {
  const atMs = Date.parse('2026-11-21T19:45:00.000Z');
  expect(readStartTime('2026-11-21T19:45:00.000Z', nowMs)).toEqual({ kind: 'time', atMs });
  expect(readStartTime(fieldValue(atMs), nowMs)).toEqual({ kind: 'time', atMs });
});

test.each(['', 'yesterday', '5', '2026-11-21', '2026-13-41T10:00'])('%j is no time', text => {
  expect(readStartTime(text, nowMs)).toEqual({
    kind: 'refused',
    reason: 'Choose a day and a time.',
  });
});

test('what is still to come has no history', () => {
  expect(readStartTime('2026-11-21T20:00:01.000Z', nowMs)).toEqual({
    kind: 'refused',
    reason: 'That is in the future; choose an earlier time.',
  });
  expect(readStartTime('2026-11-21T20:00:00.000Z', nowMs).kind).toBe('time');
});

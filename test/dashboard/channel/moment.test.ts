import { fieldValue, readMoment } from '../../../dashboard/channel/moment.ts';

const nowMs = Date.parse('2026-11-21T20:00:00.000Z');

test('an address and a field for date and time name the same moment', () => {
  const atMs = Date.parse('2026-11-21T19:45:00.000Z');
  expect(readMoment('2026-11-21T19:45:00.000Z', nowMs)).toEqual({ kind: 'moment', atMs });
  expect(readMoment(fieldValue(atMs), nowMs)).toEqual({ kind: 'moment', atMs });
});

test.each(['', 'yesterday', '5', '2026-11-21', '2026-13-41T10:00'])('%j is no moment', text => {
  expect(readMoment(text, nowMs)).toEqual({
    kind: 'refused',
    reason: 'Choose a day and a time.',
  });
});

test('what is still to come has no history', () => {
  expect(readMoment('2026-11-21T20:00:01.000Z', nowMs)).toEqual({
    kind: 'refused',
    reason: 'That is still to come; choose an earlier moment.',
  });
  expect(readMoment('2026-11-21T20:00:00.000Z', nowMs).kind).toBe('moment');
});

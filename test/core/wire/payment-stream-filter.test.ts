import { filterIn, isNarrow, passes } from '../../../core/wire/payment-stream-filter.ts';
import { testEvent } from '../../support/event-log.ts';

const ofStream = (streamId: unknown, sender: unknown, recipient: unknown) =>
  testEvent('e1', { channel: 'payment-streams', data: { streamId, sender, recipient } });

const event = ofStream('stream-1', 'ana', 'GBEA');
const withoutSides = testEvent('e2', { channel: 'payment-streams', data: { title: 'hello' } });

test.each([
  [{}, true, true],
  [{ streams: [], users: [] }, true, true],
  [{ all: true }, true, true],
  [{ all: false }, true, true],
  [{ all: true, streams: ['stream-2'] }, true, true],
  [{ all: false, streams: ['stream-2'] }, false, false],
  [{ streams: ['stream-1'] }, true, false],
  [{ streams: ['stream-2', 'stream-1'] }, true, false],
  [{ streams: ['stream-10', 'stream'] }, false, false],
  [{ streams: ['STREAM-1'] }, false, false],
  [{ streams: ['stream-1,stream-2'] }, false, false],
  [{ users: ['ana'] }, true, false],
  [{ users: ['GBEA'] }, true, false],
  [{ users: ['stream-1'] }, false, false],
  [{ users: ['bea', 'Ana'] }, false, false],
  [{ streams: ['stream-2'], users: ['ana'] }, true, false],
  [{ streams: ['stream-1'], users: ['cruz'] }, true, false],
  [{ streams: ['stream-2'], users: ['cruz'] }, false, false],
])('%j: an event of a stream passes: %s, one of none: %s', (filter, ofOne, ofNone) => {
  expect([passes(event, filter), passes(withoutSides, filter)]).toEqual([ofOne, ofNone]);
});

test('what is no text names nobody', () => {
  const odd = ofStream(1, null, ['ana']);
  expect(passes(odd, { streams: ['1'] })).toBe(false);
  expect(passes(odd, { users: ['null', 'ana', ''] })).toBe(false);
});

test('the filter in a query is what was given of it, or none', () => {
  expect(filterIn({})).toBeUndefined();
  expect(filterIn({ streams: undefined, users: undefined, all: undefined })).toBeUndefined();
  expect(filterIn({ streams: ['1'], users: undefined, all: false })).toEqual({
    streams: ['1'],
    all: false,
  });
});

test.each([
  [{}, false],
  [{ all: false }, false],
  [{ users: ['ana'] }, true],
  [{ users: ['ana'], all: true }, false],
])('%j leaves events away: %s', (filter, expected) => {
  expect(isNarrow(filter)).toBe(expected);
});

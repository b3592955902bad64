import type { FeedEntry, ReceivedEvent } from '../../../clients/react/index.ts';
import { feedCoverage } from '../../../dashboard/fights/feed-coverage.ts';

/** A feed's entry as it is the so many-th, of an event that happened at that time. */
const event = (key: number, timestamp: number, isLive = false): FeedEntry => ({
  kind: 'event',
  key,
  event: { id: `e${timestamp}`, timestamp } as ReceivedEvent,
  receivedAtMs: 0,
  isLive,
});
const gap = (key: number, reason: string): FeedEntry => ({
  kind: 'gap',
  key,
  gap: { from: 'a.1', to: 'b.1', reason } as Extract<FeedEntry, { kind: 'gap' }>['gap'],
  receivedAtMs: 0,
});
const replay = (count: number) =>
  Array.from({ length: count }, (_, at) => event(at + 1, 1_000 + at));
const ids = (entries: readonly FeedEntry[]) =>
  feedCoverage(entries, 'open').events.map(({ id }) => id);

test('of a log that started over only what came after counts', () => {
  const entries = [
    event(1, 1),
    gap(2, 'expired'),
    event(3, 2),
    gap(4, 'unknown-cursor'),
    event(5, 3),
  ];
  expect(ids(entries)).toEqual(['e3']);
  expect(feedCoverage(entries, 'open')).toMatchObject({
    hasGap: false,
    sinceMs: Number.NEGATIVE_INFINITY,
  });
});

test('where events expired all that came counts, and a hole is reported', () => {
  const entries = [event(1, 1), gap(2, 'expired'), event(3, 2)];
  expect(ids(entries)).toEqual(['e1', 'e2']);
  expect(feedCoverage(entries, 'open')).toMatchObject({ hasGap: true, sinceMs: 2 });
});

test.each([
  ['nothing, before it is read', [], 'connecting', Number.POSITIVE_INFINITY],
  ['everything, of an empty log', [], 'open', Number.NEGATIVE_INFINITY],
  ['everything, of a log of 99 events', replay(99), 'open', Number.NEGATIVE_INFINITY],
  [
    'everything, where many came live',
    [...replay(99), event(100, 2_000, true), event(101, 2_001, true)],
    'open',
    Number.NEGATIVE_INFINITY,
  ],
  ['since the oldest, of a history of 100', replay(100), 'open', 1_000],
  ['since the oldest, of a list whose first entries went', [event(9, 7, true)], 'open', 7],
  ['what it was, while it is not connected', replay(3), 'waiting', Number.NEGATIVE_INFINITY],
] as const)('a feed knows %s', (_what, entries, status, sinceMs) => {
  expect(feedCoverage(entries, status).sinceMs).toBe(sinceMs);
});

test('of a channel that is not open to the role nothing is known', () => {
  expect(feedCoverage()).toEqual({
    events: [],
    hasGap: false,
    sinceMs: Number.POSITIVE_INFINITY,
  });
});

import type { FeedEntry, ReceivedEvent } from '../../../clients/react/index.ts';
import { everything, filtered, typesIn } from '../../../dashboard/channel/feed-filter.ts';

const entry = (
  key: number,
  type: string,
  priority: 'normal' | 'high',
  data: object,
): FeedEntry => ({
  kind: 'event',
  key,
  receivedAtMs: key,
  isLive: true,
  event: {
    id: `e${key}`,
    type,
    timestamp: key,
    priority,
    source: 'Bets',
    version: '1.0',
    channel: 'bets',
    data,
  } as ReceivedEvent,
});
const gap: FeedEntry = {
  kind: 'gap',
  key: 2,
  receivedAtMs: 2,
  gap: { from: 'a.1', to: 'b.1', reason: 'expired' },
};
const entries = [
  entry(1, 'NEW_BET', 'normal', { userId: 'ana', amount: 500 }),
  gap,
  entry(3, 'NEW_BET', 'high', { userId: 'Bea', amount: 90_000 }),
  entry(4, 'BET_MATCHED', 'normal', { betId: 'b1' }),
];
const keys = (filter: Partial<typeof everything>) =>
  filtered(entries, { ...everything, ...filter }).map(({ key }) => key);

test('without a filter the very same list is returned', () => {
  expect(filtered(entries, everything)).toBe(entries);
  expect(filtered(entries, { ...everything, text: '  ' })).toBe(entries);
});

test.each([
  [{ types: ['BET_MATCHED'] }, [2, 4]],
  [{ priorities: ['high', 'critical'] }, [2, 3]],
  [{ text: 'bea' }, [2, 3]],
  [{ text: 'new_bet 500' }, [1, 2]],
  [{ text: 'nobody' }, [2]],
  [{ types: ['NEW_BET'], priorities: ['normal'], text: 'ana' }, [1, 2]],
])('%j lets these through, and every gap', (filter, expected) => {
  expect(keys(filter)).toEqual(expected);
});

test('the types that came, by name', () => {
  expect(typesIn(entries)).toEqual(['BET_MATCHED', 'NEW_BET']);
});

import type { Feed } from '../../../clients/react/feed.ts';
import { createHolding } from '../../../dashboard/feeds/holding.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function feeds() {
  const log: string[] = [];
  const feed = (name: string) =>
    ({
      retain() {
        log.push(`read ${name}`);
        return () => log.push(`leave ${name}`);
      },
    }) as unknown as Feed;
  const holding = createHolding(
    new Map([
      ['fights', feed('fights')],
      ['bets', feed('bets')],
    ]),
  );
  return { log, holding };
}

test('a channel is read once, however many look, and until half a minute after the last', () => {
  const { log, holding } = feeds();
  const first = holding.hold('fights');
  const second = holding.hold('fights');
  first();
  first();
  jest.advanceTimersByTime(60_000);
  expect(log).toEqual(['read fights']);
  second();
  jest.advanceTimersByTime(29_999);
  expect(log).toEqual(['read fights']);
  jest.advanceTimersByTime(1);
  expect(log).toEqual(['read fights', 'leave fights']);
});

test('a page that returns in time finds it still read', () => {
  const { log, holding } = feeds();
  holding.hold('fights')();
  jest.advanceTimersByTime(20_000);
  holding.hold('fights');
  jest.advanceTimersByTime(120_000);
  expect(log).toEqual(['read fights']);
});

test('the end is at once, for those that linger, too', () => {
  const { log, holding } = feeds();
  holding.hold('fights');
  holding.hold('bets')();
  holding.end();
  jest.advanceTimersByTime(60_000);
  expect(log).toEqual(['read fights', 'read bets', 'leave fights', 'leave bets']);
});

test('a channel that this person may not read is not read', () => {
  const { log, holding } = feeds();
  holding.hold('users')();
  expect(log).toEqual([]);
});

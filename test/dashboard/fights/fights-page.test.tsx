import '../../support/page.ts';
import { screen } from '@testing-library/react';
import { createStore } from 'zustand/vanilla';
import type { Feed, FeedEntry, FeedView, ReceivedEvent } from '../../../clients/react/index.ts';
import { FeedsContext } from '../../../dashboard/feeds/use-feeds.ts';
import FightsPage from '../../../dashboard/fights/fights-page.tsx';
import { renderInPage } from '../support/in-page.tsx';

/** The page, with a feed of fights and one of bets that have come to these entries. */
function renderFights(fights: readonly FeedEntry[], bets: readonly FeedEntry[] = []): void {
  const feed = (entries: readonly FeedEntry[]) => {
    const view = { status: 'open', method: 'sse', entries } as unknown as FeedView;
    return { store: createStore(() => view) } as unknown as Feed;
  };
  const byChannel = new Map([
    ['fights', feed(fights)],
    ['bets', feed(bets)],
  ]);
  const holding = { hold: () => () => {}, end: () => {} };
  renderInPage(
    <FeedsContext value={{ channels: [], byChannel, holding }}>
      <FightsPage />
    </FeedsContext>,
  );
}

const entry = (key: number, type: string, data: Record<string, unknown>): FeedEntry => ({
  kind: 'event',
  key,
  event: { id: `${type}-${key}`, type, timestamp: 1_000 + key, data } as unknown as ReceivedEvent,
  receivedAtMs: 0,
  isLive: false,
});
const opened = (key: number, title: string) =>
  entry(key, 'FIGHT_CREATED', { fightId: `f${key}`, status: 'betting', title });
const gap = (key: number, reason: string): FeedEntry => ({
  kind: 'gap',
  key,
  gap: { from: 'a.1', to: 'b.1', reason } as Extract<FeedEntry, { kind: 'gap' }>['gap'],
  receivedAtMs: 0,
});

test('a fight from before the host started again is no longer open', () => {
  renderFights([opened(1, 'Old'), gap(2, 'unknown-cursor'), opened(3, 'New')]);
  screen.getByText('New');
  expect(screen.queryByText('Old')).toBeNull();
  expect(screen.queryByText(/Something may be missing/)).toBeNull();
});

test('where events expired unseen the page says that something may be missing', () => {
  renderFights([opened(1, 'Old'), gap(2, 'expired'), opened(3, 'New')]);
  screen.getByText('Old');
  screen.getByText('New');
  screen.getByText(/Something may be missing/);
});

test('where a hundred bets came as history a fight of before them may have had more', () => {
  const bets = Array.from({ length: 100 }, (_, at) =>
    entry(at + 1, 'NEW_BET', { fightId: 'f99', betId: `b${at}`, side: 'red', amount: 100 }),
  );
  renderFights([opened(0, 'Before')], bets);
  screen.getByText('No bets in the latest events');
  screen.getByText('at least 100 bets, 10,000 minor units');
});

test('of more fights that ended than it keeps, the page says that there are at least those', () => {
  const ended = Array.from({ length: 201 }, (_, at) =>
    entry(at + 1, 'FIGHT_STATUS_UPDATE', { fightId: `f${at}`, newStatus: 'completed' }),
  );
  renderFights(ended);
  screen.getByText('200+');
  screen.getByText('and at least 192 more');
  screen.getByText('No fight with open bets in the latest events.');
});

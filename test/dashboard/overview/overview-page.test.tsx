import '../../support/page.ts';
import { act } from '@testing-library/react';
import { ChannelStream, createFeed, RealtimeProvider } from '../../../clients/react/index.ts';
import { FeedsContext } from '../../../dashboard/feeds/use-feeds.ts';
import OverviewPage from '../../../dashboard/overview/overview-page.tsx';
import { useSessionStore } from '../../../dashboard/session/session-store.ts';
import { renderInPage } from '../support/in-page.tsx';

const asked = jest.spyOn(globalThis, 'fetch');
const start = Date.UTC(2026, 10, 21, 20);

const states = { connecting: 0, connected: 2, idle: 1, stale: 0, disconnecting: 0 };
const channelStats = (channel: string, eventsPerMinute: number, ...events: readonly number[]) => ({
  channel,
  connections: { sse: 1, ws: 0, byState: states },
  eventsPerMinute,
  deliveries: 0,
  minutes: events.map((count, at) => ({
    start: start + at * 60_000,
    events: count,
    deliveries: 0,
  })),
});
const stats = {
  at: start + 190_000,
  windowMinutes: 5,
  connections: { total: 3, byState: states, complete: true },
  channels: [
    channelStats('fights', 0, 0, 0, 0, 0),
    channelStats('bets', 12.4, 20, 0, 30, 7),
    channelStats('global', 14, 22, 0, 33, 9),
  ],
  errors: { requests: 200, errors: 3, rate: 0.015, byCategory: {}, bySource: [] },
};
let answer: () => Promise<Response>;

// A chart draws nothing where it has no room.
const room = { x: 0, y: 0, top: 0, left: 0, right: 800, bottom: 200, width: 800, height: 200 };
Element.prototype.getBoundingClientRect = () => ({ ...room, toJSON: () => room });

beforeEach(() => {
  jest.useFakeTimers({ now: start + 190_000 });
  answer = async () => Response.json(stats);
  asked.mockReset().mockImplementation(async () => await answer());
});
afterEach(() => {
  useSessionStore.getState().signOut();
  jest.useRealTimers();
});

const endpoints = { channels: {}, managementUrl: 'https://management.example/', token: 't' };
const channels = ['fights', 'bets', 'global'].map(name => ({
  name,
  title: name,
  url: `https://${name}.example/`,
  readers: 'signed-in' as const,
}));
const pass = (ms: number) => act(async () => await jest.advanceTimersByTimeAsync(ms));

/** The page of channels none of which is connected, as somebody of that role. */
async function open(role: string) {
  const session = { token: 't', userId: 'ana', role, expiresAtMs: Number.MAX_SAFE_INTEGER };
  useSessionStore.getState().signIn(session);
  const byChannel = new Map(
    channels.map(({ name, url }) => {
      const stream = new ChannelStream({ channel: 'fights', url, token: 't' });
      return [name, createFeed(stream)];
    }),
  );
  const holding = { hold: () => () => {}, end() {} };
  const page = renderInPage(
    <RealtimeProvider endpoints={endpoints}>
      <FeedsContext value={{ channels, byChannel, holding }}>
        <OverviewPage />
      </FeedsContext>
    </RealtimeProvider>,
  );
  await pass(1_000);
  const rateOf = (channel: string) => page.getByTestId(`rate-${channel}`).textContent;
  return { page, rateOf };
}

const unavailable = async () => new Response('{}', { status: 503 });

test('the rates of the tiles are those of the statistics, not of the events that have come', async () => {
  const { page, rateOf } = await open('admin');
  expect([rateOf('fights'), rateOf('bets'), rateOf('global')]).toEqual(['0', '12', '14']);
  page.getByText('each counted once, the mean of 5 minutes');
});

test('a stream of several channels is a reader of each, and one open connection', async () => {
  const live = { ...channelStats('live', 0), connections: { sse: 2, ws: 0, byState: states } };
  answer = async () => Response.json({ ...stats, channels: [...stats.channels, live] });
  const { page } = await open('admin');
  page.getByText('3 open now; 2 of them are of several channels');
  page.getByRole('img', { name: 'Connections by channel: fights 1, bets 1, global 1' });
});

test('before an answer came, and once none comes any more, no rate is known, which is no zero', async () => {
  const first = Promise.withResolvers<Response>();
  answer = () => first.promise;
  const { page, rateOf } = await open('admin');
  expect(rateOf('bets')).toBe('–');
  page.getByText('Waiting for the first statistics…');
  first.resolve(Response.json(stats));
  await pass(0);
  expect(rateOf('bets')).toBe('12');
  answer = unavailable;
  await pass(6_000);
  expect([rateOf('fights'), rateOf('bets')]).toEqual(['–', '–']);
});

test('the picture is of the minutes that are over and counted', async () => {
  const { page } = await open('admin');
  page.getByText('3 whole minutes');
  page.getByRole('img', {
    name: /^Events in each minute: 30 in the minute of \d\d:02, on 1 channel$/,
  });
});

test.each(['admin', 'operator'])('the %s asks for the statistics, again and again', async role => {
  answer = unavailable;
  const { page } = await open(role);
  expect(asked).toHaveBeenCalledTimes(1);
  await pass(30_000);
  expect(asked).toHaveBeenCalledTimes(7);
  page.getByText('Could not ask for the statistics');
  page.getByText('The statistics could not be loaded.');
});

test('who is not of the staff does not ask, and is shown nothing of it', async () => {
  const { page } = await open('auditor');
  await pass(30_000);
  expect(asked).not.toHaveBeenCalled();
  expect(page.queryByText(/a minute|in each minute|Open connections/)).toBeNull();
});

test('once the token is refused it is not asked any more, and no rate is known', async () => {
  const { page, rateOf } = await open('admin');
  act(() => useSessionStore.getState().refuse('revoked'));
  await pass(30_000);
  expect(asked).toHaveBeenCalledTimes(1);
  expect(rateOf('bets')).toBe('–');
  page.getByText('Open connections');
  expect(page.queryByText('Could not ask for the statistics')).toBeNull();
});

test('where not all connections were counted there are at least those', async () => {
  const connections = { ...stats.connections, complete: false };
  answer = async () => Response.json({ ...stats, connections });
  const { page } = await open('admin');
  page.getByText('at least 3 open now');
  page.getByText('at least 3');
});

test('of no requests no share was refused', async () => {
  const errors = { ...stats.errors, requests: 0, errors: 0, rate: 0 };
  answer = async () => Response.json({ ...stats, errors });
  const { page } = await open('admin');
  page.getByText('no request in 5 minutes');
});

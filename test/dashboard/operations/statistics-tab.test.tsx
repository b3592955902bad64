import '../../support/page.ts';
import { act, fireEvent, within } from '@testing-library/react';
import { RealtimeProvider } from '../../../clients/react/index.ts';
import { StatisticsTab } from '../../../dashboard/operations/statistics-tab.tsx';
import { renderInPage } from '../support/in-page.tsx';

const asked = jest.spyOn(globalThis, 'fetch');
const hourMs = 3_600_000;
/** In the reader's own zone, whatever that is here. */
const start = new Date(2026, 10, 21, 18).getTime();
const now = start + 2 * hourMs + 900_000;

const errors = {
  ...{ CONNECTION: 0, AUTHENTICATION: 3, RATE_LIMIT: 0, SERVER: 0 },
  ...{ CLIENT: 0, VALIDATION: 0, TIMEOUT: 0, CAPACITY: 0 },
};
const busy = {
  start,
  countedUntil: start + hourMs,
  requests: 1_800,
  errors,
  latencyMs: { samples: 5_400, p50: 380, p95: 590, p99: 1_400 },
  peaks: { samples: 60, sockets: 12, streams: 7, users: 15 },
  channels: [
    { channel: 'fights', events: 1_800, deliveries: 5_400, readers: 3 },
    { channel: 'global', events: 1_800, deliveries: 0, readers: 1 },
  ],
};
const running = { ...busy, start: start + 2 * hourMs, countedUntil: now };
const stats = {
  at: now,
  per: 'hour',
  from: start - 21 * hourMs,
  to: start + 3 * hourMs,
  hours: [busy, running],
};
let answer: () => Promise<Response>;

// A chart draws nothing where it has no room.
const room = { x: 0, y: 0, top: 0, left: 0, right: 800, bottom: 200, width: 800, height: 200 };
Element.prototype.getBoundingClientRect = () => ({ ...room, toJSON: () => room });

beforeEach(() => {
  jest.useFakeTimers({ now });
  answer = async () => Response.json(stats);
  asked.mockReset().mockImplementation(async () => await answer());
});
afterEach(() => jest.useRealTimers());

const endpoints = { channels: {}, managementUrl: 'https://management.example/', token: 't' };
const pass = (ms: number) => act(async () => await jest.advanceTimersByTimeAsync(ms));

async function open() {
  const page = renderInPage(
    <RealtimeProvider endpoints={endpoints}>
      <StatisticsTab />
    </RealtimeProvider>,
  );
  await pass(1_000);
  return page;
}

const queryOf = (call: number) => {
  const { searchParams } = new URL(String(asked.mock.calls[call]?.[0]));
  return Object.fromEntries(searchParams);
};

test('the pictures say what they show, and the table has the same in numbers', async () => {
  const page = await open();
  expect(queryOf(0)).toEqual({
    per: 'hour',
    from: String(start - 21 * hourMs),
    to: String(start + 3 * hourMs),
  });
  const summaries = page.getAllByRole('img').map(each => each.getAttribute('aria-label'));
  expect(summaries).toEqual([
    'Events in each hour: 3,600 events in 2 hours, on 1 channel',
    'The most at once in each hour: Streams 7, Sockets 12, People in the hour 15',
    'Delivery latency in each hour: in the slowest hour median 380 ms, 99th percentile 1.4 s',
    'Errors and refusals in each hour: 6 in 2 hours: AUTHENTICATION',
  ]);
  const table = within(page.getByRole('table'));
  const rows = table.getAllByRole('row').map(row => row.textContent);
  expect(rows).toEqual([
    'HourEventsStreamsSocketsPeoplep50p99Errors',
    '20:001,80071215380 ms1.4 s3',
    '19:00not known',
    '18:001,80071215380 ms1.4 s3',
  ]);
});

test('an hour of which nothing is known is a gap, said as that', async () => {
  const page = await open();
  page.getByText('Of 1 hour nothing is known: the pictures have gaps there.');
});

test('the last thirty days are asked for, and are a line a day', async () => {
  const page = await open();
  fireEvent.click(page.getByLabelText('Last 30 days'));
  await pass(1_000);
  expect(queryOf(1)).toMatchObject({ from: String(start + 3 * hourMs - 720 * hourMs) });
  const rows = within(page.getByRole('table')).getAllByRole('row');
  expect(rows.map(row => row.textContent)).toEqual([
    'DayEventsStreamsSocketsPeoplep50p99Errors',
    '21 Nov3,60071215380 ms1.4 s6',
  ]);
});

test('an operator is shown the readers of each channel, and not of all together', async () => {
  const { streams: _, users: __, ...peaks } = busy.peaks;
  answer = async () => Response.json({ ...stats, hours: [{ ...busy, peaks }] });
  const page = await open();
  page.getByRole('img', { name: 'The most at once in each hour: fights 3, global 1' });
  const [, row] = within(page.getByRole('table')).getAllByRole('row').toReversed();
  expect(row?.textContent).toBe('19:00not known');
});

test('while it is loading, without any hour, and without an answer it says so', async () => {
  answer = () => new Promise(() => {});
  const waiting = await open();
  waiting.getByText('Loading the statistics…');
  waiting.unmount();

  answer = async () => Response.json({ ...stats, hours: [] });
  const empty = await open();
  empty.getByText(/^No hour is known yet/);
  expect(empty.queryByRole('img')).toBeNull();
  empty.unmount();

  answer = async () => {
    throw new Error('no network');
  };
  const failed = await open();
  failed.getByText('Could not ask for the statistics');
  failed.getByRole('button', { name: 'Try again' });
});

test('where nothing happened it says that, and draws no zeros', async () => {
  const quiet = { ...busy, errors: { ...errors, AUTHENTICATION: 0 }, channels: [] };
  const { latencyMs: _, peaks: __, ...nothing } = quiet;
  answer = async () => Response.json({ ...stats, at: start + 1, hours: [nothing] });
  const page = await open();
  const summaries = page.getAllByRole('img').map(each => each.getAttribute('aria-label'));
  expect(summaries).toEqual([
    'Events in each hour: No event in 1 hour.',
    'The most at once in each hour: Nobody was connected in 1 hour, or nobody counted.',
    'Delivery latency in each hour: No event was delivered in 1 hour.',
    'Errors and refusals in each hour: Nothing was refused or failed in 1 hour.',
  ]);
  const row = within(page.getByRole('table')).getAllByRole('row').at(-1);
  expect(row?.textContent).toBe('18:000–––––0');
});

import '../../support/page.ts';
import { act } from '@testing-library/react';
import { RealtimeProvider } from '../../../clients/react/index.ts';
import { HealthTab } from '../../../dashboard/operations/health-tab.tsx';
import { renderInPage } from '../support/in-page.tsx';

const asked = jest.spyOn(globalThis, 'fetch');

const healthy = {
  status: 'healthy',
  components: [{ name: 'event-log', status: 'healthy', latencyMs: 6 }],
  errors: { status: 'healthy', requests: 240, rate: 0.004 },
};
let answer: () => Promise<Response>;

beforeEach(() => {
  jest.useFakeTimers();
  answer = async () => Response.json(healthy);
  asked.mockReset().mockImplementation(async () => await answer());
});
afterEach(() => jest.useRealTimers());

const endpoints = { channels: {}, managementUrl: 'https://management.example/', token: 't' };
const pass = (ms: number) => act(async () => await jest.advanceTimersByTimeAsync(ms));

async function open() {
  const page = renderInPage(
    <RealtimeProvider endpoints={endpoints}>
      <HealthTab isAdmin />
    </RealtimeProvider>,
  );
  await pass(1_000);
  return page;
}

test('while it is answered it says how it is', async () => {
  const page = await open();
  page.getByRole('heading', { name: 'Everything works' });
  page.getByText('healthy, answered just now, 0.40 % of 240 requests failed in five minutes');
  page.getByText('healthy');
});

test('once it cannot be asked it does not say that everything works', async () => {
  const page = await open();
  answer = async () => {
    throw new Error('no network');
  };
  await pass(8_000);
  page.getByRole('heading', { name: 'Current state unknown' });
  page.getByText(/^the last answer was healthy, 9 s ago/);
  page.getByText('was healthy');
  expect(page.queryByText('Everything works')).toBeNull();
});

test('an answer that does not come makes it unknown after twenty seconds', async () => {
  const page = await open();
  answer = () => new Promise(() => {});
  await pass(18_000);
  page.getByRole('heading', { name: 'Everything works' });
  await pass(3_000);
  page.getByRole('heading', { name: 'Current state unknown' });
});

test('of no requests no share has failed', async () => {
  answer = async () =>
    Response.json({ ...healthy, errors: { status: 'healthy', requests: 0, rate: 0 } });
  const page = await open();
  page.getByText('healthy, answered just now, no request in five minutes');
});

test('during maintenance it says so, why, and that it ends by itself', async () => {
  const draining = {
    until: new Date(2026, 10, 28, 23, 20, 55, 863).getTime(),
    reason: 'restore of the event log',
  };
  answer = async () => Response.json({ ...healthy, draining });
  const page = await open();
  page.getByText('Maintenance: no new connections');
  page.getByText('restore of the event log. It ends by itself at 28 Nov 2026, 23:20:55.');
  page.getByRole('heading', { name: 'Everything works' });
});

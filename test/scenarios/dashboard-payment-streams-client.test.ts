import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import {
  accrued,
  depletesAtMs,
  type PaymentStreamTerms,
  uncovered,
  withdrawable,
} from '../../core/wire/payment-stream.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { dashboardForAll, type OpenOptions } from './support/dashboard.ts';
import { unique } from './support/target.ts';

const dashboard = dashboardForAll();
const path = '/payment-streams-test-client.html';

async function open(role: string, options?: OpenOptions): Promise<Page> {
  const page = await dashboard.open(role, path, options);
  // Both outputs come with config.json.
  await page.locator('#channel-url').and(page.locator(':valid')).waitFor();
  return page;
}

const connect = async (page: Page): Promise<void> =>
  await page.getByRole('button', { name: 'Connect', exact: true }).click();

const until = async (page: Page, state: string): Promise<void> =>
  await page.locator(`#state[data-state=${state}]`).waitFor();

const lineOf = (page: Page, type: string, text: string) =>
  page.locator(`#log [data-type="${type}"]`, { hasText: text });

async function create(streamId: string, more: Readonly<Record<string, unknown>>): Promise<void> {
  await dashboard.target.put('PaymentStreams', {
    streamId,
    ratePerSecond: '1000000',
    depositedAmount: '1000000000000',
    startTime: new Date(Date.now() - 60_000).toISOString(),
    status: 'active',
    ...more,
  });
}

const topUp = async (streamId: string, depositedAmount: string): Promise<void> =>
  await dashboard.target.update('PaymentStreams', { streamId }, { depositedAmount });

test('it shows the outputs, events and growing balances of a bettor’s own, by its own policy [F3]', async () => {
  const [userId, streamId] = [unique('bettor'), unique('ps')];
  await create(streamId, { sender: unique('payer'), recipient: userId });
  const page = await open('bettor', { userId });
  const { outputs } = dashboard.target;
  expect(await page.locator('#channel-url').inputValue()).toBe(
    requireOutput(outputs, 'PaymentStreamsChannelUrl'),
  );
  expect(await page.locator('#management-url').inputValue()).toBe(
    requireOutput(outputs, 'ManagementUrl'),
  );
  await connect(page);
  await until(page, 'open');
  await lineOf(page, 'stream.created', streamId).waitFor();
  const balance = page.locator(`[data-stream="${streamId}"] [data-part=accrued]`);
  const before = await balance.textContent();
  await balance.filter({ hasNotText: before ?? '' }).waitFor();
  await topUp(streamId, '2000000000000');
  await lineOf(page, 'stream.topped_up', 'added 1,000,000,000,000').waitFor();
  await page.locator(`[data-stream="${streamId}"]`).getByText('2,000,000,000,000').waitFor();
  await page.context().close();
});

test('broken, polled and streamed again it goes on at its cursor: nothing twice, nothing lost', async () => {
  const [sender, streamId] = [unique('payer'), unique('ps')];
  await create(streamId, { sender, recipient: unique('payee') });
  const asked: URL[] = [];
  const page = await open('admin', {
    before: async page => page.on('request', request => asked.push(new URL(request.url()))),
  });
  await page.getByLabel('users').fill(sender);
  await connect(page);
  await lineOf(page, 'stream.created', streamId).waitFor();
  const cursor = (await page.locator('#cursor').textContent()) ?? '';
  const switchTo = async (name: string, state: string): Promise<void> => {
    await page.getByRole('button', { name }).click();
    await until(page, state);
  };

  await page.getByRole('button', { name: 'Break the connection' }).click();
  await page.locator('#count-reconnects').getByText('1', { exact: true }).waitFor();
  await until(page, 'open');
  const resumed = asked.filter(url => url.searchParams.has('lastEventId'));
  expect(resumed.map(url => url.searchParams.getAll('users'))).toEqual([[sender]]);
  expect(resumed[0]?.searchParams.get('lastEventId')?.split('.')[0]).toBe(cursor.split('.')[0]);

  for (const [name, state, deposited, added] of [
    ['Switch to polling', 'polling', '1000000000001', 'added 1'],
    ['Switch to the stream', 'open', '1000000000003', 'added 2'],
  ] as const) {
    await switchTo(name, state);
    await topUp(streamId, deposited);
    await lineOf(page, 'stream.topped_up', added).waitFor();
  }
  expect(await page.locator('#log [data-type^="stream."]').count()).toBe(3);
  expect(await page.locator('#count-gaps').textContent()).toBe('0');
  await page.context().close();
});

test('one can be created; what is refused is shown as the problem says it', async () => {
  const [sender, recipient, streamId] = [unique('payer'), unique('payee'), unique('ps')];
  const page = await open('admin');
  await page.getByLabel('users').fill(sender);
  await connect(page);
  await until(page, 'open');
  await page.getByLabel('streamId').fill(streamId);
  await page.getByLabel('sender', { exact: true }).fill(sender);
  await page.getByLabel('recipient', { exact: true }).fill(recipient);
  await page.getByLabel('ratePerSecond').fill('1.5');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page
    .locator('#creation-problem')
    .getByText(/^400 Bad Request · BODY_INVALID · /)
    .waitFor();
  await page.getByLabel('ratePerSecond').fill('15');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.locator('#creation-done').getByText(`201: ${streamId}`).waitFor();
  await lineOf(page, 'stream.created', streamId).waitFor();
  await page.locator(`[data-stream="${streamId}"]`).waitFor();

  const stranger = await open('bettor');
  await stranger.getByLabel('users').fill(sender);
  await connect(stranger);
  await until(stranger, 'stopped');
  await stranger
    .locator('#problem')
    .getByText(/^403 Forbidden · /)
    .waitFor();
  await page.context().close();
  await stranger.context().close();
});

const startTime = 1_795_000_000_000;
const largest = String(2n ** 127n - 1n);
const terms: readonly PaymentStreamTerms[] = [
  { status: 'active', ratePerSecond: '3', depositedAmount: '36000', startTime },
  { status: 'active', ratePerSecond: '7', depositedAmount: '100', withdrawnAmount: '40' },
  { status: 'active', ratePerSecond: largest, depositedAmount: largest, startTime },
  {
    ...{ status: 'active', ratePerSecond: '1', depositedAmount: '9007199254740993', startTime },
    ...{ snapshotAmount: '9007199254740000', snapshotTime: startTime + 500 },
    withdrawnAmount: '9007199254740001',
  },
  { status: 'paused', ratePerSecond: '3', depositedAmount: '10', snapshotAmount: '12', startTime },
  { status: 'active', ratePerSecond: '0', depositedAmount: '0', startTime },
  { status: 'cancelled', ratePerSecond: '5', depositedAmount: '50', snapshotAmount: '20' },
];
const momentsMs = [-1, 0, 1, 333.7, 999, 1_000, 12_000_000].map(afterMs => startTime + afterMs);

test('its balances are those of the server’s own function', async () => {
  const page = await open('bettor');
  const cases = terms.flatMap(stream => momentsMs.map(atMs => ({ stream, atMs })));
  const counted = await page.evaluate(all => {
    const { balancesOf } = globalThis as unknown as {
      balancesOf(stream: unknown, atMs: number): Record<string, bigint | undefined>;
    };
    return all.map(({ stream, atMs }) =>
      Object.fromEntries(
        Object.entries(balancesOf(stream, atMs)).map(([name, value]) => [name, String(value)]),
      ),
    );
  }, cases);
  expect(counted).toEqual(
    cases.map(({ stream, atMs }) => ({
      accrued: String(accrued(stream, atMs)),
      withdrawable: String(withdrawable(stream, atMs)),
      uncovered: String(uncovered(stream, atMs)),
      depletesAtMs: String(depletesAtMs(stream)),
    })),
  );
  await page.context().close();
});

test('it is accessible in light and dark, and no wider than a phone', async () => {
  const [userId, streamId] = [unique('bettor'), `${unique('ps')}-${'W'.repeat(80)}`];
  await create(streamId, { sender: unique('payer'), recipient: userId, depositedAmount: largest });
  for (const colorScheme of ['light', 'dark'] as const) {
    const viewport = { width: 375, height: 812 };
    const page = await open('bettor', { userId, colorScheme, viewport });
    await connect(page);
    await page.locator(`[data-stream="${streamId}"]`).waitFor();
    await lineOf(page, 'stream.created', streamId).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    await page.context().close();
  }
});

import type { Page } from 'playwright-core';
import { dashboardForAll } from './support/dashboard.ts';
import { streamsOf } from './support/streams-of.ts';
import { unique } from './support/target.ts';

const dashboard = dashboardForAll();

/** A payment stream that a backend writes; its deposit lasts for eleven days. */
async function create(streamId: string, more: Readonly<Record<string, unknown>>): Promise<void> {
  await dashboard.target.put('PaymentStreams', {
    streamId,
    ratePerSecond: '1000000',
    depositedAmount: '1000000000000',
    withdrawnAmount: '0',
    startTime: new Date(Date.now() - 60_000).toISOString(),
    status: 'active',
    ...more,
  });
}

const change = async (streamId: string, changes: Readonly<Record<string, unknown>>) =>
  await dashboard.target.update('PaymentStreams', { streamId }, changes);

const cardOf = (page: Page, streamId: string) =>
  page.locator(`[data-payment-stream="${streamId}"]`);

/** Until the group's tab says that many. */
const counted = async (page: Page, group: string, count: string): Promise<void> =>
  await page.locator(`[data-count=${group}]`).getByText(count, { exact: true }).waitFor();

const amountOf = async (page: Page, streamId: string): Promise<bigint> => {
  const text = await cardOf(page, streamId).locator('[data-amount=accrued]').textContent();
  return BigInt((text ?? '').replaceAll(',', ''));
};

/** Until its balance on the page is a larger one. */
async function grows(page: Page, streamId: string): Promise<void> {
  const before = await amountOf(page, streamId);
  const shown = cardOf(page, streamId).locator('[data-amount=accrued]');
  await shown.filter({ hasNotText: before.toLocaleString('en') }).waitFor();
  expect(await amountOf(page, streamId)).toBeGreaterThan(before);
}

test('staff see them by state: what is written moves them, and their balances grow [F3]', async () => {
  const sender = unique('payer');
  const [active, soon] = [unique('ps-active'), unique('ps-soon')];
  await create(active, { sender, recipient: unique('payee') });
  // Used up within the notice, which is a minute at the least.
  await create(soon, { sender, recipient: unique('payee'), depositedAmount: '75000000' });
  const page = await dashboard.open('admin', '/payment-streams');
  await page.getByRole('heading', { name: 'Payment streams', level: 1 }).waitFor();
  await page.getByRole('textbox', { name: 'Of a user' }).fill(sender);
  await counted(page, 'active', '1');
  await counted(page, 'running-out', '1');
  await counted(page, 'paused', '0');
  await counted(page, 'ended', '0');
  await grows(page, active);

  await page.getByRole('tab', { name: /^Running out/ }).click();
  await cardOf(page, soon).getByRole('timer').waitFor();
  await cardOf(page, soon).locator('[data-deposit=depleted]').waitFor();
  await change(soon, { depositedAmount: '1000000000000' });
  await counted(page, 'running-out', '0');
  await counted(page, 'active', '2');

  const now = new Date().toISOString();
  await change(active, { status: 'paused', snapshotAmount: '70000000', snapshotTime: now });
  await counted(page, 'paused', '1');
  await page.getByRole('tab', { name: /^Paused/ }).click();
  await cardOf(page, active).getByText('70,000,000', { exact: true }).waitFor();
  await change(active, { status: 'cancelled' });
  await counted(page, 'paused', '0');
  await counted(page, 'ended', '1');
  await page.context().close();
});

test('a bettor sees those that name or address is a side of, and another’s are not there', async () => {
  const [userId, address] = [unique('bettor'), unique('GADDRESS')];
  const [byName, byAddress, foreign] = [unique('ps'), unique('ps'), unique('ps')];
  await create(byName, { sender: unique('payer'), recipient: userId });
  await create(byAddress, { sender: address, recipient: unique('payee') });
  await create(foreign, { sender: unique('payer'), recipient: unique('payee') });
  const claims = { sub: userId, role: 'bettor', ttlSeconds: 3_600, addresses: [address] };
  const token = await dashboard.target.sign(claims);
  const page = await dashboard.open('bettor', '/', { userId, token });
  await page.getByRole('link', { name: 'My payment streams' }).click();
  await page.getByRole('heading', { name: 'My payment streams', level: 1 }).waitFor();
  await counted(page, 'active', '2');
  await cardOf(page, byName).getByText('you').waitFor();
  await cardOf(page, byAddress).getByText('you').waitFor();
  expect(await page.getByRole('textbox', { name: 'Of a user' }).count()).toBe(0);

  await page.goto(new URL(`/payment-streams?stream=${foreign}`, page.url()).href);
  await page.getByText('There is no such payment stream').waitFor();
  await page.context().close();
});

test('the history of one has what was before, and gets what comes', async () => {
  const streamId = unique('ps with, a / sign.and more ');
  const recipient = unique('payee');
  await create(streamId, { sender: unique('payer'), recipient });
  await change(streamId, { depositedAmount: '2000000000000' });
  const page = await dashboard.open('bettor', '/payment-streams', { userId: recipient });
  await page.getByRole('link', { name: streamId }).click();
  const history = page.getByRole('region', { name: 'History' });
  await history
    .locator('[data-event="stream.topped_up"]')
    .getByText('adds 1,000,000,000,000')
    .waitFor();
  await history.locator('[data-event="stream.created"]').waitFor();
  await grows(page, streamId);
  await change(streamId, { withdrawnAmount: '5000000' });
  await history
    .locator('[data-event="stream.withdrawn"]')
    .getByText('withdraws 5,000,000')
    .waitFor();
  await page.getByText('5,000,000', { exact: true }).waitFor();
  expect(await history.locator('[data-event]').first().getAttribute('data-event')).toBe(
    'stream.withdrawn',
  );
  await page.getByRole('link', { name: 'All payment streams' }).click();
  await counted(page, 'active', '1');
  await page.context().close();
});

test('feed, balances, lists and history are read by the page’s one stream', async () => {
  const userId = unique('admin');
  const streamId = unique('ps');
  await create(streamId, { sender: unique('payer'), recipient: unique('payee') });
  const path = `/payment-streams?stream=${streamId}`;
  const page = await dashboard.open('admin', path, { userId });
  await page.locator('[data-event="stream.created"]').waitFor();
  await page.getByRole('link', { name: 'All payment streams' }).click();
  await page.locator('[data-state=open]').waitFor();
  await page.locator('[data-payment-stream]').first().waitFor();
  const streams = await streamsOf(dashboard.target, userId);
  expect(streams.map(({ channel, channels }) => [channel, channels])).toEqual([
    ['live', ['payment-streams']],
  ]);
  await page.context().close();
});

test('without a network the counts are not known, and come back with it', async () => {
  const sender = unique('payer');
  await create(unique('ps'), { sender, recipient: unique('payee') });
  const page = await dashboard.open('bettor', '/payment-streams', { userId: sender });
  await counted(page, 'active', '1');
  await page.context().setOffline(true);
  await page.locator('[data-state=offline]').waitFor();
  await counted(page, 'active', '–');
  await create(unique('ps'), { sender, recipient: unique('payee') });
  await page.context().setOffline(false);
  await counted(page, 'active', '2');
  await page.context().close();
});

import type { Page } from 'playwright-core';
import { dashboardForAll } from './support/dashboard.ts';
import { streamsOf } from './support/streams-of.ts';
import { unique } from './support/target.ts';

const dashboard = dashboardForAll();

/** Whether every channel in the menu is live. */
async function untilAllAreLive(page: Page, count: number): Promise<void> {
  const dots = page.locator('nav .state-dot[data-live=true]');
  await dots.nth(count - 1).waitFor();
}

test('the overview of an admin holds one stream, which has all channels', async () => {
  const userId = unique('admin');
  const page = await dashboard.open('admin', '/', { userId });
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await untilAllAreLive(page, 11);
  const streams = await streamsOf(dashboard.target, userId);
  expect(streams.map(({ channel }) => channel)).toEqual(['live']);
  expect([...(streams[0]?.channels ?? [])].sort()).toEqual([
    'bets',
    'fights',
    'finance',
    'global',
    'inbox',
    'notifications',
    'payment-streams',
    'streaming',
    'system',
    'users',
    'workflows',
  ]);
  await page.context().close();
});

test('from page to page it stays one stream', async () => {
  const userId = unique('operator');
  const page = await dashboard.open('operator', '/channels/fights', { userId });
  await page.locator('[data-state=open]').waitFor();
  const link = (name: string) => page.getByRole('navigation').getByRole('link', { name }).last();
  await link('Bets').click();
  await page.getByRole('heading', { name: 'Bets', level: 1 }).waitFor();
  await page.locator('[data-state=open]').waitFor();
  const streams = await streamsOf(dashboard.target, userId);
  expect(streams.map(({ channel }) => channel)).toEqual(['live']);
  expect([...(streams[0]?.channels ?? [])].sort()).toEqual(['bets', 'fights']);
  await page.context().close();
});

import type { Page } from 'playwright-core';
import { requireOutput } from '../../tools/outputs.ts';
import { graveViolations } from './support/accessibility.ts';
import { dashboardForAll, rowOf } from './support/dashboard.ts';
import { unique } from './support/target.ts';

const dashboard = dashboardForAll();

test('an operator sees neither users nor finance, nor requests them', async () => {
  const asked: string[] = [];
  const page = await dashboard.open('operator', '/', {
    before: async page => page.on('request', request => asked.push(request.url())),
  });
  const { outputs } = dashboard.target;
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.locator('a.tile[href="/channels/fights"]').waitFor();
  const username = unique('secret-');
  await dashboard.target.put('Users', {
    userId: username,
    username,
    email: 'a@example.com',
    role: 'bettor',
    status: 'active',
    verified: true,
  });
  for (const path of ['/channels/users', '/channels/finance', '/channels/global']) {
    await page.goto(new URL(path, requireOutput(outputs, 'DashboardUrl')).href);
    await page.getByText('You cannot read this channel').waitFor();
  }
  const text = await page.locator('body').textContent();
  // Words run together in a page's text.
  expect(text).not.toMatch(/Users|Finance|Global/);
  expect(text).not.toContain(username);
  const closed = ['UsersChannelUrl', 'FinanceChannelUrl', 'GlobalChannelUrl'].map(name =>
    requireOutput(outputs, name),
  );
  expect(asked.filter(url => closed.some(base => url.startsWith(base)))).toEqual([]);
  await page.context().close();
});

/** Presses Tab until the focus is on what the selector names. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await page.locator(`${selector}:focus`).count()) > 0) return;
  }
  throw new Error(`80 presses of Tab did not lead to ${selector}`);
}

test('with the keyboard alone one gets to an event, reads it, and back', async () => {
  const page = await dashboard.open('admin', '/');
  const title = unique('By keyboard ');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await tabTo(page, 'a[href="/channels/fights"]');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Fights', level: 1 }).waitFor();
  await page.getByRole('textbox', { name: 'Search' }).pressSequentially(title);
  await dashboard.target.put('Fights', {
    fightId: unique('f'),
    title,
    status: 'upcoming',
    updatedAt: new Date().toISOString(),
  });
  await rowOf(page, title).waitFor();
  await page.getByRole('button', { name: 'Pause' }).press('Enter');
  await tabTo(page, 'button.feed-row');
  for (let presses = 0; presses < 30; presses += 1) {
    if ((await page.locator('button.feed-row:focus', { hasText: title }).count()) > 0) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText(`"title": "${title}"`).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.locator('button.feed-row:focus').waitFor();
  await page.context().close();
});

/** An event of each priority, as people see it. */
async function announce(): Promise<void> {
  for (const priority of ['low', 'normal', 'high', 'critical']) {
    const data = { title: 'As people see it', text: priority };
    const item = {
      eventId: unique('seen'),
      channel: 'fights',
      type: 'notification',
      priority,
      data,
    };
    await dashboard.target.put('Outbox', item);
  }
}

const pages = [
  ['/', 'Overview'],
  ['/channels/fights', 'Fights'],
  ['/fights', 'Fights'],
  ['/payment-streams', 'Payment streams'],
  ['/workflows', 'Workflows'],
  ['/webhooks', 'Webhooks'],
  ['/webhooks?form=new', 'Webhooks'],
  ['/bettors', 'Proposals'],
  ['/operations', 'Operations'],
  ['/operations?tab=presence', 'Operations'],
  ['/operations?tab=health', 'Operations'],
  ['/operations?tab=statistics', 'Operations'],
  ['/operations?tab=audit', 'Operations'],
  ['/operations?tab=broadcast', 'Operations'],
  ['/debugger', 'Debugger'],
] as const;

test('every page is accessible, in light and in dark', async () => {
  // What is about to change its colour has less contrast than it will have.
  const page = await dashboard.open('admin', '/', { reducedMotion: 'reduce' });
  const base = requireOutput(dashboard.target.outputs, 'DashboardUrl');
  const found: string[] = [];
  for (const [path, heading] of pages) {
    if (path === '/channels/fights') await announce();
    await page.goto(new URL(path, base).href);
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
    if (path === '/channels/fights') await rowOf(page, 'critical').waitFor();
    // What is still on its way has nothing to find.
    await page
      .getByText(/^Loading/)
      .first()
      .waitFor({ state: 'hidden' });
    found.push(...(await graveViolations(page)).map(violation => `${path} ${violation}`));
  }
  await page.evaluate(() => sessionStorage.clear());
  await page.addInitScript(() => sessionStorage.clear());
  await page.goto(base);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  found.push(...(await graveViolations(page)).map(violation => `sign-in ${violation}`));
  expect(found).toEqual([]);
  await page.context().close();
});

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { dashboardForAll, patienceMs, rowOf } from './support/dashboard.ts';
import { unique } from './support/target.ts';

const dashboard = dashboardForAll();

const create = (title: string) =>
  dashboard.target.put('Fights', {
    fightId: unique('f'),
    title,
    status: 'upcoming',
    updatedAt: new Date().toISOString(),
  });

const bar = (page: Page, status: string) => page.locator(`[data-history=${status}]`);

/** More than a page loads by itself, and more than one answer holds. */
const fights = 130;

test('a jump to a time shows everything since then, also what was never loaded', async () => {
  const run = unique('Past ');
  const reader = await dashboard.target.open('Fights', { follows: true });
  await create(`${run} first`);
  await Promise.all(Array.from({ length: fights - 1 }, (_, at) => create(`${run} ${at}`)));
  const isOfRun = ({ data }: { data: { data?: { title?: string } } }) =>
    data.data?.title?.startsWith(run) === true;
  await reader.until(() => reader.messages.filter(isOfRun).length === fights, patienceMs);
  reader.close();

  const page = await dashboard.open('admin', '/channels/fights');
  await rowOf(page, run).waitFor();
  await page.getByRole('textbox', { name: 'Search' }).fill(`${run} first`);
  await page.getByText('No events match the filter').waitFor();
  // The hundred that were replayed happened before.
  expect(await page.getByText('since you opened this page').textContent()).toMatch(
    /^\d{1,2} event/,
  );

  await page.getByRole('button', { name: 'Jump to history' }).click();
  await page.getByRole('button', { name: '15 min ago' }).click();
  await bar(page, 'complete').getByText('History since').waitFor();
  await rowOf(page, `${run} first`).waitFor();
  await page.getByRole('textbox', { name: 'Search' }).fill(run);
  await page.getByText(new RegExp(`^${fights} of [\\d,]+ entries`)).waitFor();
  expect(await page.locator('.feed-item').count()).toBeLessThan(60);
  // The oldest is on top: it begins at that time.
  const [top] = await page.locator('button.feed-row[data-row="1"]').allInnerTexts();
  expect(top).toContain(`${run} first`);

  const fresh = unique('Fresh ');
  await create(fresh);
  await page.getByRole('button', { name: /^Back to live \(\d+ new\)$/ }).click();
  await page.getByRole('textbox', { name: 'Search' }).fill(fresh);
  await rowOf(page, fresh).waitFor();
  expect(new URL(page.url()).search).toBe('');
  await page.context().close();
});

test('a history that cannot be read says so, keeps what came, and goes on when asked to', async () => {
  const title = unique('Kept ');
  await create(title);
  let isCut = true;
  const page = await dashboard.open('admin', '/channels/fights', {
    before: async page =>
      await page.route(/\/poll\?.*since=/, route => (isCut ? route.abort() : route.continue())),
  });
  await rowOf(page, title).waitFor();
  await page.getByRole('button', { name: 'Jump to history' }).click();
  await page.getByRole('button', { name: '5 min ago', exact: true }).click();
  await bar(page, 'failed').getByText('continues from there').waitFor();
  isCut = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await bar(page, 'complete').waitFor();
  await page.getByRole('button', { name: 'Newest' }).click();
  await rowOf(page, title).waitFor();
  await page.context().close();
});

test('where nothing has happened since, and where the address is wrong, it says what to do', async () => {
  // The inbox of somebody new: nothing has happened there.
  const since = new Date().toISOString();
  const page = await dashboard.open('admin', `/channels/inbox?since=${since}`);
  await page.getByText('No events since then').waitFor();
  await page.getByRole('button', { name: 'Back to live' }).first().click();
  await page.locator('[data-state=open]').waitFor();
  const url = new URL('/channels/inbox?since=soon', page.url());
  await page.goto(url.href);
  await page.getByText('The address has no valid time in the past').waitFor();
  await page.getByRole('button', { name: 'Go to the live feed' }).click();
  await page.locator('[data-state=open]').waitFor();
  await page.context().close();
});

test.each([
  ['light', 1_440],
  ['dark', 390],
] as const)(
  'the keyboard is enough to go back and to return, in %s, %i wide',
  async (colorScheme, width) => {
    const title = unique('By keyboard ');
    await create(title);
    const page = await dashboard.open('admin', '/channels/fights', {
      colorScheme,
      // What fades in has less contrast than it will have.
      reducedMotion: 'reduce',
      viewport: { width, height: 844 },
    });
    await rowOf(page, title).waitFor();
    await page.getByRole('button', { name: 'Jump to history' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Jump to history' });
    await dialog
      .getByRole('button', { name: '5 min ago', exact: true })
      .and(page.locator(':focus'))
      .waitFor();
    expect(await graveViolations(page)).toEqual([]);
    await dialog.getByLabel('Day and time').fill('2099-01-01T00:00');
    await dialog.getByLabel('Day and time').press('Enter');
    await dialog.getByText('That is in the future').waitFor();
    await dialog.getByRole('button', { name: '1 h ago' }).press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await bar(page, 'complete').waitFor();
    const jump = page.getByRole('button', { name: 'Jump to history' });
    await jump.and(page.locator(':focus')).waitFor();
    await page.getByRole('button', { name: 'Newest' }).press('Enter');
    await rowOf(page, title).waitFor();
    expect(await graveViolations(page)).toEqual([]);
    const overflow = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBe(0);
    await page.getByRole('button', { name: /^Back to live/ }).press('Enter');
    await page.locator('[data-state=open]').waitFor();
    await jump.and(page.locator(':focus')).waitFor();
    await page.context().close();
  },
);

/** An answer of the poll that has a hundred events, and more behind them. */
function hundredFrom(first: number): string {
  const events = Array.from({ length: 100 }, (_, at) => ({
    id: `long-${first + at}`,
    type: 'FIGHT_CREATED',
    timestamp: Date.now() - 1_000_000 + first + at,
    priority: 'normal',
    source: 'Fights',
    version: '1.0',
    channel: 'fights',
    data: { fightId: `f${first + at}`, title: `Fight number ${first + at}` },
  }));
  return JSON.stringify({ events, cursor: `e.${first + 99}`, hasMore: true });
}

test('of a long history it shows progress, holds 10,000 events, and reads on when asked to', async () => {
  let letGo = (): void => {};
  const held = new Promise<void>(resolve => {
    letGo = resolve;
  });
  const page = await dashboard.open('admin', '/', {
    before: async page =>
      await page.route(/\/poll\?/, async route => {
        const cursor = new URL(route.request().url()).searchParams.get('cursor');
        const first = cursor === null ? 1 : Number(cursor.split('.')[1]) + 1;
        if (first > 300) await held;
        await route.fulfill({
          headers: {
            'access-control-allow-origin': '*',
            'access-control-allow-headers': 'authorization',
          },
          contentType: 'application/json',
          body: hundredFrom(first),
        });
      }),
  });
  const since = new Date(Date.now() - 3_600_000).toISOString();
  await page.goto(new URL(`/channels/fights?since=${since}`, page.url()).href);
  await bar(page, 'reading').getByText('Reading: 300 events').waitFor();
  await page.getByRole('progressbar', { name: 'Progress of reading the log' }).waitFor();
  await page.locator('button.feed-row', { hasText: 'Fight number 1:' }).waitFor();
  letGo();
  await bar(page, 'full').getByText('10,000 events').waitFor();
  expect(await page.locator('.feed-item').count()).toBeLessThan(60);
  await page.getByRole('button', { name: 'Newest' }).click();
  await rowOf(page, 'Fight number 10000').waitFor();
  await page.getByRole('button', { name: 'Read on' }).click();
  await rowOf(page, 'Fight number 10001').waitFor();
  await page.context().close();
});

/** The accessibility violations that axe rates serious or critical. */
async function graveViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

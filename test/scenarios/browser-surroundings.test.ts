import type { Browser } from 'playwright-core';
import { launchChromium } from '../../tools/pictures/chromium.ts';
import { openClientPage } from './support/client-page.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

let target: Target;
let browser: Browser;
const pages: Awaited<ReturnType<typeof openClientPage>>[] = [];

beforeAll(async () => {
  [target, browser] = await Promise.all([connectTarget(), launchChromium()]);
});
afterAll(async () => {
  for (const page of pages) await page.close();
  await browser?.close();
  await target?.close();
});

async function open() {
  const page = await openClientPage(browser, target);
  pages.push(page);
  return page;
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

test('a real page whose network is lost and returns notices it at once, and loses nothing', async () => {
  const fightId = unique('fight');
  await target.put('Fights', { fightId, title: 'Final', status: 'betting' });
  const { page, userId, setOffline, write, untilBoth, deliveredOf } = await open();
  const beto = unique('beto');
  await target.enroll(userId, beto);
  await write(0, 5);
  await deliveredOf(5);
  await setOffline(true);
  await untilBoth('offline');
  const asked = page.evaluate(
    proposal => globalThis.socket.propose('pago', proposal, { timeoutMs: 60_000 }),
    { toUserId: beto, fightId, amount: 500 },
  );
  await write(5, 10);
  await setOffline(false);
  await untilBoth('open');
  expect(await deliveredOf(10)).toEqual(numbers(10));
  expect(await asked).toMatchObject({
    kind: 'answered',
    data: { proposal: { fromUserId: userId, amount: 500 } },
  });
}, 180_000);

test('a real page that slept while its connections broke notices it when it is visible again, and loses nothing', async () => {
  const { page, network, write, untilBoth, deliveredOf } = await open();
  await write(0, 5);
  await deliveredOf(5);
  const bedtime = await page.evaluate(() => Date.now());
  // No timer fires any more: whatever happens next, an event has caused it.
  await page.clock.pauseAt(bedtime + 10_000);
  network.stall();
  await write(5, 10);
  await page.clock.setSystemTime(bedtime + 3_600_000);
  const look = () =>
    page.evaluate(() => ({
      status: globalThis.stream.view.status,
      code: globalThis.stream.view.problem?.code,
    }));
  expect(await look()).toEqual({ status: 'open', code: undefined });
  // The browser that tests bring has no tabs to hide: the page gets the event that it would get.
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
  expect(await look()).toEqual({ status: 'waiting', code: 'CONNECTION_SILENT' });
  await page.clock.resume();
  await untilBoth('open');
  expect(await deliveredOf(10)).toEqual(numbers(10));
}, 180_000);

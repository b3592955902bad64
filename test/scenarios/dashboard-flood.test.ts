import type { Page } from 'playwright-core';
import { requireOutput } from '../../tools/outputs.ts';
import { dashboardForAll } from './support/dashboard.ts';

const dashboard = dashboardForAll();

/** A stream of so many bets, as the server would write it. */
function flood(events: number): string {
  const head = `retry: 60000\nid: e.0\nevent: connected\ndata: {"connectionId":"c","channel":"live","channels":["fights"],"userId":"ana","role":"admin","cursor":"e.0","heartbeatMs":15000,"endsAt":0}\n\nid: e.0\nevent: ping\ndata: {}\n\n`;
  const frames = Array.from({ length: events }, (_, at) => {
    const event = {
      id: `flood-${at}`,
      type: 'FIGHT_CREATED',
      timestamp: 1_795_000_000_000 + at,
      priority: at % 50 === 0 ? 'high' : 'normal',
      source: 'Fights',
      version: '1.0',
      channel: 'fights',
      data: { fightId: `f${at}`, title: `Fight number ${at}`, red: 'Giro', blue: 'Colorado' },
    };
    return `id: e.${at + 1}\nevent: FIGHT_CREATED\ndata: ${JSON.stringify(event)}\n\n`;
  });
  return head + frames.join('');
}

/** As far as the test touches the page's own world. */
interface Scroller {
  scrollTop: number;
  readonly scrollHeight: number;
}
declare const requestAnimationFrame: (step: (now: number) => void) => void;

/** Scrolls from end to end, and gives the longest time between two pictures. It runs in the page. */
const scrollThrough = (scroller: Scroller): Promise<number> =>
  new Promise(resolve => {
    let last = performance.now();
    let longest = 0;
    let steps = 0;
    const step = (now: number): void => {
      longest = Math.max(longest, now - last);
      last = now;
      scroller.scrollTop += scroller.scrollHeight / 60;
      steps += 1;
      if (steps < 60) requestAnimationFrame(step);
      else resolve(longest);
    };
    requestAnimationFrame(step);
  });

/** What the page's scripts hold after their garbage was collected. */
async function heapMegabytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1_048_576;
}

test('of 12,000 events the feed keeps 10,000, and shows the few in sight', async () => {
  const url = requireOutput(dashboard.target.outputs, 'LiveUrl');
  const page = await dashboard.open('admin', '/channels/fights', {
    before: async page =>
      await page.route(
        address => address.href.startsWith(url),
        async route =>
          await route.fulfill({
            headers: { 'content-type': 'text/event-stream', 'access-control-allow-origin': '*' },
            body: flood(12_000),
          }),
      ),
  });
  await page.getByText('10,000 entries').waitFor();
  expect(await page.locator('.feed-item').count()).toBeLessThan(60);
  const frameMs = await page
    .locator('.feed-scroller')
    .evaluate(scrollThrough as (element: unknown) => Promise<number>);
  const heap = await heapMegabytes(page);
  // Reported, not asserted: how long a picture takes depends on the machine too.
  console.log(
    `10,000 events: ${heap.toFixed(0)} MB of heap, longest frame ${frameMs.toFixed(0)} ms`,
  );
  // Measured: 10 MB.
  expect(heap).toBeLessThan(60);
  await page.getByLabel('Search').fill('number 11999');
  await page.getByText('1 of 10,000 entries').waitFor();
  await page.context().close();
});

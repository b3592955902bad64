import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type * as client from '../../../clients/browser/index.ts';
import { requireOutput } from '../../../tools/outputs.ts';
import { stallingProxy } from './stalling-proxy.ts';
import { type Target, unique } from './target.ts';

/** What the page has in its window: the client, and what it told. */
declare global {
  var gallobets: typeof client;
  var stream: client.ChannelStream;
  var socket: client.ProposalSocket;
  /** Of the stream's events, the numbers behind the prefix. */
  var told: number[];
}

/** How long anything on a page may take, on a machine that does much else. */
const patienceMs = 60_000;

/** A bare page in a real browser: the client as it is bundled for pages, and nothing beside it. */
export async function openClientPage(browser: Browser, target: Target) {
  const { outputFiles } = await build({
    entryPoints: ['clients/browser/index.ts'],
    bundle: true,
    format: 'iife',
    globalName: 'gallobets',
    footer: { js: 'globalThis.gallobets = gallobets;' },
    write: false,
  });
  const network = await stallingProxy(requireOutput(target.outputs, 'StreamingChannelUrl'));
  const prefix = unique('page');
  const userId = unique('bettor');
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  // A document without a script of its own, on an origin that sockets are open to.
  const address = new URL('config.json', requireOutput(target.outputs, 'DashboardUrl')).href;
  await page.addInitScript(outputFiles[0]?.text ?? '');
  await page.clock.install();
  await page.goto(address);
  await page.evaluate(
    ({ streamUrl, socketUrl, prefix, admin, bettor }) => {
      const { ChannelStream, ProposalSocket } = globalThis.gallobets;
      // Nothing but what is said around the page brings them back within the test's time.
      const settings = { offlineProbeMs: 3_600_000 };
      const told: number[] = [];
      const stream = new ChannelStream({
        channel: 'streaming',
        url: streamUrl,
        token: admin,
        history: 0,
        // What was seen does not hide what is repeated: the cursor alone has to do it.
        seen: Object.assign(new globalThis.gallobets.RecentIds(), { add: () => true }),
        settings,
      });
      stream.on('*', ({ data }) => {
        const id = 'streamId' in data ? String(data.streamId) : '';
        if (id.startsWith(prefix)) told.push(Number(id.slice(prefix.length)));
      });
      const socket = new ProposalSocket({ url: socketUrl, token: bettor, settings });
      Object.assign(globalThis, { stream, socket, told });
      stream.connect();
      socket.connect();
    },
    {
      streamUrl: network.url,
      socketUrl: requireOutput(target.outputs, 'ProposalsWebSocketUrl'),
      prefix,
      admin: await target.token(unique('page'), 'admin'),
      bettor: await target.token(userId, 'bettor'),
    },
  );
  await untilBoth(page, 'open');
  return {
    page,
    network,
    userId,
    setOffline: (isOffline: boolean) => context.setOffline(isOffline),
    /** Writes what the stream is to tell. */
    async write(from: number, to: number): Promise<void> {
      for (let n = from; n < to; n += 1) {
        const streamId = `${prefix}${n}`;
        await target.put('VideoStreams', {
          streamId,
          fightId: 'f',
          status: 'live',
          viewerCount: 0,
        });
      }
    },
    untilBoth: (status: string) => untilBoth(page, status),
    /** All that was told, once it is that many. */
    async toldOf(count: number): Promise<number[]> {
      await page.waitForFunction(least => globalThis.told.length >= least, count, { polling: 50 });
      return await page.evaluate(() => globalThis.told);
    },
    async close(): Promise<void> {
      await context.close();
      await network.close();
    },
  };
}

/** Until stream and socket both stand like that. */
async function untilBoth(page: Page, status: string): Promise<void> {
  await page.waitForFunction(
    wanted => globalThis.stream.view.status === wanted && globalThis.socket.view.status === wanted,
    status,
    { polling: 50 },
  );
}

import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type * as client from '../../../clients/browser/index.ts';
import { requireOutput } from '../../../tools/outputs.ts';
import { stallingProxy } from './stalling-proxy.ts';
import { type Target, unique } from './target.ts';

/** What the page has in its window: the client, and what it delivered. */
declare global {
  var gallobets: typeof client;
  var stream: client.ChannelStream;
  var socket: client.ProposalSocket;
  /** Of the stream's events, the numbers behind the prefix. */
  var delivered: number[];
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
      // Within the test's time only events of the page make them reconnect.
      const settings = { offlineProbeMs: 3_600_000 };
      const delivered: number[] = [];
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
        if (id.startsWith(prefix)) delivered.push(Number(id.slice(prefix.length)));
      });
      const socket = new ProposalSocket({ url: socketUrl, token: bettor, settings });
      Object.assign(globalThis, { stream, socket, delivered });
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
    /** Writes what the stream is to deliver. */
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
    /** The numbers of all delivered events, once they are that many. */
    async deliveredOf(count: number): Promise<number[]> {
      await page.waitForFunction(least => globalThis.delivered.length >= least, count, {
        polling: 50,
      });
      return await page.evaluate(() => globalThis.delivered);
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

import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { requireOutput } from '../../tools/outputs.ts';
import { launchChromium } from '../../tools/pictures/chromium.ts';
import { streamsOf } from './support/streams-of.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

interface Balance {
  readonly status: string;
  readonly accrued: string;
  readonly withdrawable: string;
  readonly depositedAmount?: string;
  readonly isConnected: boolean;
}

interface Shown {
  readonly balances?: readonly string[];
  readonly changes?: readonly string[];
  readonly hasList?: boolean;
}

/** What the page of test/clients/react/payments-page.tsx has in its window. */
declare global {
  var payments: {
    readonly balances: Readonly<Record<string, Balance>>;
    readonly listed: readonly string[];
    readonly changes: { readonly method?: string; readonly events: readonly string[] };
  };
  var showPayments: (endpoints: object, shown: Shown) => void;
}

let target: Target;
let browser: Browser;
let script: string;

beforeAll(async () => {
  [target, browser] = await Promise.all([connectTarget(), launchChromium()]);
  const { outputFiles } = await build({
    entryPoints: ['test/clients/react/payments-page.tsx'],
    bundle: true,
    format: 'iife',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"development"' },
    write: false,
  });
  script = outputFiles[0]?.text ?? '';
});
afterAll(async () => {
  await browser?.close();
  await target?.close();
});

const patienceMs = 60_000;

/** A page with the hooks, for one bettor. */
async function openPage(userId: string, shown: Shown, isStreaming = true) {
  const { outputs } = target;
  const liveUrl = requireOutput(outputs, 'LiveUrl');
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  if (!isStreaming) await page.route(`${liveUrl}**`, route => route.abort());
  /** Every event that came by a page, whatever the hooks made of it. */
  const polled: string[] = [];
  page.on('response', async response => {
    if (!new URL(response.url()).pathname.endsWith('/poll') || response.status() !== 200) return;
    const { events } = await response.json().catch(() => ({ events: [] }));
    polled.push(...events.map(({ data }: { data: { streamId: string } }) => data.streamId));
  });
  await page.goto(new URL('config.json', requireOutput(outputs, 'DashboardUrl')).href);
  await page.addScriptTag({ content: script });
  const token = await target.token(userId, 'bettor');
  const endpoints = {
    channels: {},
    liveUrl,
    managementUrl: requireOutput(outputs, 'ManagementUrl'),
    token,
  };
  await page.evaluate(({ endpoints, shown }) => globalThis.showPayments(endpoints, shown), {
    endpoints,
    shown,
  });
  return {
    page,
    polled,
    setOffline: (isOffline: boolean) => context.setOffline(isOffline),
    /** Once it is so: what is shown of one. */
    async until(streamId: string, wanted: Partial<Balance>): Promise<Balance> {
      const seen = await page.waitForFunction(
        ({ streamId, wanted }) => {
          const { [streamId]: one } = globalThis.payments.balances;
          const names = Object.keys(wanted) as (keyof Balance)[];
          return one !== undefined && names.every(name => one[name] === wanted[name]) && one;
        },
        { streamId, wanted },
        { polling: 50 },
      );
      return (await seen.jsonValue()) as Balance;
    },
    streams: () => streamsOf(target, userId),
    close: () => context.close(),
  };
}

/** One unit a millisecond, for a day. */
async function begin(streamId: string, sender: string, recipient: string): Promise<void> {
  await target.put('PaymentStreams', {
    ...{ streamId, sender, recipient, status: 'active' },
    ...{ ratePerSecond: '1000', depositedAmount: '86400000', withdrawnAmount: '0' },
    startTime: new Date().toISOString(),
  });
}

const change = (streamId: string, changes: object) =>
  target.update('PaymentStreams', { streamId }, changes as Readonly<Record<string, unknown>>);

test('two payment streams of a page hold one stream; balances grow, and a top-up, a pause and a withdrawal are shown [F3]', async () => {
  const [ana, one, other] = [unique('ana'), unique('one'), unique('other')];
  await begin(one, ana, 'somebody');
  await begin(other, 'somebody', ana);
  const { page, until, streams, close } = await openPage(ana, {
    balances: [one, other],
    hasList: true,
  });
  const before = await until(one, { status: 'active', isConnected: true });
  await until(other, { status: 'active', isConnected: true });
  expect((await streams()).map(({ channels }) => channels)).toEqual([['payment-streams']]);
  await page.waitForFunction(
    ({ one, accrued }) =>
      BigInt(globalThis.payments.balances[one]?.accrued ?? 0) > BigInt(accrued) + 500n,
    { one, accrued: before.accrued },
  );
  await change(one, { depositedAmount: '90000000' });
  await until(one, { status: 'active', depositedAmount: '90000000' });
  await change(one, { withdrawnAmount: '1000' });
  await change(one, {
    status: 'paused',
    snapshotAmount: '5000',
    snapshotTime: new Date().toISOString(),
  });
  expect(await until(one, { status: 'paused', withdrawable: '4000' })).toMatchObject({
    accrued: '5000',
    depositedAmount: '90000000',
  });
  // What nobody of this page shows comes into its list.
  const third = unique('third');
  await begin(third, ana, 'somebody');
  await page.waitForFunction(third => globalThis.payments.listed.includes(third), third);
  expect(await page.evaluate(() => globalThis.payments.listed)).toEqual([one, other, third].sort());
  // One that broke meanwhile may be on its way back.
  expect((await streams()).length).toBeLessThanOrEqual(1);
  await close();
}, 240_000);

test('a person sees only their own, by each way to ask for another’s [F1]', async () => {
  const [ana, own, foreign] = [unique('ana'), unique('own'), unique('foreign')];
  await begin(foreign, unique('bea'), unique('house'));
  const shown = { balances: [own, foreign], changes: [own, foreign], hasList: true };
  const { page, until, close } = await openPage(ana, shown);
  await until(foreign, { status: 'missing', isConnected: true });
  await change(foreign, { depositedAmount: '90000000' });
  await begin(own, ana, 'somebody');
  await until(own, { status: 'active' });
  await page.waitForFunction(() => globalThis.payments.changes.events.length > 0);
  await page.waitForFunction(() => globalThis.payments.listed.length > 0);
  expect(await page.evaluate(() => globalThis.payments)).toMatchObject({
    listed: [own],
    changes: { events: [`stream.created ${own}`] },
    balances: { [foreign]: { status: 'missing', accrued: 'undefined' } },
  });
  await close();
}, 240_000);

test('where no stream gets through, pages bring the payment streams that are named and no others [F1] [L5]', async () => {
  const [ana, named, other] = [unique('ana'), unique('named'), unique('other')];
  await begin(named, ana, 'somebody');
  await begin(other, ana, 'somebody');
  const { page, polled, close } = await openPage(ana, { changes: [named] }, false);
  await page.waitForFunction(() => globalThis.payments.changes.method === 'poll');
  for (const depositedAmount of ['90000000', '91000000', '92000000']) {
    await change(other, { depositedAmount });
    await change(named, { depositedAmount });
  }
  await page.waitForFunction(() => globalThis.payments.changes.events.length === 4);
  expect(await page.evaluate(() => globalThis.payments.changes.events)).toEqual([
    `stream.created ${named}`,
    ...Array.from({ length: 3 }, () => `stream.topped_up ${named}`),
  ]);
  expect(new Set(polled)).toEqual(new Set([named]));
  await close();
}, 240_000);

test('what changed while the page had no network is right once it is back', async () => {
  const [ana, one] = [unique('ana'), unique('one')];
  await begin(one, ana, 'somebody');
  const { until, setOffline, close } = await openPage(ana, { balances: [one] });
  await until(one, { status: 'active', isConnected: true });
  await setOffline(true);
  await until(one, { isConnected: false });
  await change(one, { depositedAmount: '90000000', withdrawnAmount: '700' });
  await change(one, {
    status: 'cancelled',
    snapshotAmount: '900',
    snapshotTime: new Date().toISOString(),
  });
  await setOffline(false);
  expect(await until(one, { status: 'cancelled', isConnected: true })).toMatchObject({
    depositedAmount: '90000000',
    accrued: '900',
    withdrawable: '200',
  });
  await close();
}, 240_000);

import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { requireOutput } from '../../tools/outputs.ts';
import { launchChromium } from '../../tools/pictures/chromium.ts';
import { streamsOf } from './support/streams-of.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

/** What the page of test/clients/react/hooks-page.tsx has in its window. */
declare global {
  var shown: Record<string, { readonly status: string; readonly numbers: readonly number[] }>;
  var show: (names: readonly string[], endpoints: object, prefix: string) => void;
}

let target: Target;
let browser: Browser;

beforeAll(async () => {
  [target, browser] = await Promise.all([connectTarget(), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await target?.close();
});

const patienceMs = 60_000;

/** A page with the hooks as an application bundles them, for one admin. */
async function openPage() {
  const { outputFiles } = await build({
    entryPoints: ['test/clients/react/hooks-page.tsx'],
    bundle: true,
    format: 'iife',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"development"' },
    write: false,
  });
  const { outputs } = target;
  const userId = unique('page');
  const prefix = unique('hooks');
  const token = await target.token(userId, 'admin');
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  await page.goto(new URL('config.json', requireOutput(outputs, 'DashboardUrl')).href);
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
  const endpoints = {
    channels: {},
    liveUrl: requireOutput(outputs, 'LiveUrl'),
    managementUrl: requireOutput(outputs, 'ManagementUrl'),
    token,
  };
  const show = (names: readonly string[]) =>
    page.evaluate(({ names, endpoints, prefix }) => globalThis.show(names, endpoints, prefix), {
      names,
      endpoints,
      prefix,
    });
  return {
    page,
    prefix,
    show,
    setOffline: (isOffline: boolean) => context.setOffline(isOffline),
    untilOpen: (names: readonly string[]) => until(page, names, 'open', 0),
    /** What each component shows, once all have so much. */
    async numbersOf(names: readonly string[], count: number) {
      await until(page, names, 'open', count);
      const shown = await page.evaluate(() => globalThis.shown);
      return names.map(name => shown[name]?.numbers);
    },
    streams: () => streamsOf(target, userId),
    close: () => context.close(),
  };
}

async function until(page: Page, names: readonly string[], status: string, count: number) {
  await page.waitForFunction(
    ({ names, status, count }) =>
      names.every(name => {
        const { [name]: one } = globalThis.shown;
        return one?.status === status && one.numbers.length >= count;
      }),
    { names, status, count },
    { polling: 50 },
  );
}

async function writeFights(prefix: string, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n += 1) {
    const fightId = `${prefix}${n}`;
    await target.put('Fights', { fightId, title: fightId, status: 'upcoming' });
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

test('six components of a page hold one stream; cut and resumed, and joined late, each shows everything once', async () => {
  const { prefix, show, setOffline, untilOpen, numbersOf, streams, close } = await openPage();
  const fights = ['fights.list', 'fights.count', 'several.feed'];
  const names = [...fights, 'bets.list', 'system.list', 'streaming.list'];
  await show(names);
  await untilOpen(names);
  await writeFights(prefix, 0, 5);
  expect(await numbersOf(fights, 5)).toEqual(fights.map(() => numbers(5)));
  const held = await streams();
  expect(held).toHaveLength(1);
  expect(held[0]?.channel).toBe('live');
  expect([...(held[0]?.channels ?? [])].sort()).toEqual(['bets', 'fights', 'streaming', 'system']);
  await setOffline(true);
  await writeFights(prefix, 5, 10);
  await setOffline(false);
  await writeFights(prefix, 10, 12);
  expect(await numbersOf(fights, 12)).toEqual(fights.map(() => numbers(12)));
  // Two more, one of a channel that nobody read, and two fewer.
  const others = ['fights.list', 'several.feed', 'fights.late', 'notifications.late'];
  await show(others);
  await untilOpen(others);
  await writeFights(prefix, 12, 14);
  const readers = ['fights.list', 'several.feed', 'fights.late'];
  expect(await numbersOf(readers, 14)).toEqual(readers.map(() => numbers(14)));
  await close();
}, 240_000);

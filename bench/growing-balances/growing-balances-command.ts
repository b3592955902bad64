import { availableParallelism, loadavg } from 'node:os';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { type Command, parseFlags, wholeNumber } from '../../tools/command-line.ts';
import { launchChromium } from '../../tools/pictures/chromium.ts';
import { type Frames, measureFrames } from './measure-frames.ts';

/** What balances-page.tsx has in its window. */
declare global {
  var showBalances: (how: 'by hook' | 'by hand', count: number) => Promise<void>;
}

const usage = `usage: npm run bench -- growing-balances [--streams N] [--seconds N]

  Shows growing balances on a page in a headless Chromium, each by usePaymentStream, and prints the
  frames that were drawn and dropped beside those of an empty page, and of one that writes the same
  texts without React, all in one run.

  --streams N   how many balances, 100 by default
  --seconds N   for how long each page is watched, 10 by default`;

/** Measures whether a page with growing balances drops frames. */
export const growingBalancesCommand: Command = {
  usage,

  async run(args) {
    const flags = parseFlags(args, {
      streams: { type: 'string', default: '100' },
      seconds: { type: 'string', default: '10' },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) return void process.stdout.write(`${usage}\n`);
    const count = wholeNumber('--streams', flags.streams, 1, 10_000);
    const seconds = wholeNumber('--seconds', flags.seconds, 1, 600);
    const load = (loadavg()[0] ?? 0).toFixed(1);
    const browser = await launchChromium();
    try {
      const script = await bundle();
      for (const how of [undefined, 'by hook', 'by hand', 'by hook', undefined] as const) {
        const shown = { count, ...(how && { how }) };
        const frames = await measurePage(browser, shown, { script, seconds });
        const what = how === undefined ? 'an empty page' : `${count} balances ${how}`;
        process.stdout.write(`${lineOf(what, frames)}\n`);
      }
    } finally {
      await browser.close();
    }
    process.stdout.write(`\n${availableParallelism()} cores, load ${load} before it began.\n`);
  },
};

interface Shown {
  readonly how?: 'by hook' | 'by hand';
  readonly count: number;
}

async function measurePage(
  browser: Browser,
  { how, count }: Shown,
  { script, seconds }: { readonly script: string; readonly seconds: number },
): Promise<Frames> {
  const page = await browser.newPage();
  await page.addScriptTag({ content: script });
  if (how !== undefined) {
    await page.evaluate(({ how, count }) => globalThis.showBalances(how, count), { how, count });
  }
  // Until what was loaded is compiled.
  await page.waitForTimeout(1_000);
  const frames = await measureFrames(page, seconds);
  await page.close();
  return frames;
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['bench/growing-balances/balances-page.tsx'],
    bundle: true,
    minify: true,
    format: 'iife',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

function lineOf(what: string, { frames, dropped, p99Ms, scriptMs, busyMs }: Frames): string {
  const figures = `${frames} frames, ${dropped} dropped, p99 ${p99Ms.toFixed(1)} ms`;
  const cost = `a frame costs ${busyMs.toFixed(2)} ms, ${scriptMs.toFixed(2)} of it script`;
  return `${what.padEnd(24)} ${figures}; ${cost}`;
}

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { requireOutput } from '../../../tools/outputs.ts';
import { launchChromium } from '../../../tools/pictures/chromium.ts';
import { connectTarget, type Target, unique } from './target.ts';

/** The dashboard in a real browser, on the target of the scenarios. */
export interface Dashboard {
  readonly target: Target;
  /** A window of its own, signed in as somebody new of that role, at that path. */
  open(role: string, path: string, options?: OpenOptions): Promise<Page>;
  /** Throws if a page broke its own Content-Security-Policy. */
  close(): Promise<void>;
}

export interface OpenOptions extends BrowserContextOptions {
  readonly userId?: string;
  /** @default - one of that user and role */
  readonly token?: string;
  /** Done before the page is loaded. */
  readonly before?: (page: Page) => Promise<unknown>;
}

/** How long anything on a page may take, on a machine that does much else. */
export const patienceMs = 45_000;

/**
 * The dashboard for the tests of a file, open from before the first until after the last; `timeoutMs`
 * is each one's.
 */
export function dashboardForAll(timeoutMs = 240_000): Pick<Dashboard, 'target' | 'open'> {
  let dashboard: Dashboard;
  jest.setTimeout(timeoutMs);
  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(async () => await dashboard?.close());
  return {
    get target() {
      return dashboard.target;
    },
    open: async (...window) => await dashboard.open(...window),
  };
}

async function openDashboard(): Promise<Dashboard> {
  const target = await connectTarget();
  const browser: Browser = await launchChromium();
  const url = requireOutput(target.outputs, 'DashboardUrl');
  const violations: string[] = [];
  return {
    target,
    async open(role, path, { userId = unique(role), token: own, before, ...context } = {}) {
      const token = own ?? (await target.token(userId, role));
      // A context of its own: the checks of accessibility open a page beside this one.
      const viewport = { width: 1_440, height: 900 };
      const page = await (await browser.newContext({ viewport, ...context })).newPage();
      page.setDefaultTimeout(patienceMs);
      page.on('console', message => {
        if (/Content Security Policy/.test(message.text())) violations.push(message.text());
      });
      await page.addInitScript(text => sessionStorage.setItem('gallobets-token', text), token);
      await before?.(page);
      await page.goto(new URL(path, url).href);
      return page;
    },
    async close() {
      await browser.close();
      await target.close();
      if (violations.length > 0) throw new Error(violations.join('\n'));
    },
  };
}

/** Of what others write meanwhile nothing is shown: only rows in sight are in the page. */
export async function showOnly(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Search' }).fill(text);
}

/** Waits for the row with that text. */
export const rowOf = (page: Page, text: string) =>
  page.locator('button.feed-row', { hasText: text }).first();

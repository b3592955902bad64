import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, errors, type Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import type { Scene } from './scenes.ts';

const sizes = {
  desktop: { width: 1_440, height: 900 },
  phone: { width: 390, height: 844 },
} as const;
const schemes = ['light', 'dark'] as const;

/** How long a scene may wait for something: a good third of the demo's night. */
const patienceMs = 90_000;
const attempts = 3;

export interface PicturesOptions {
  readonly dashboardUrl: string;
  /** Where the files go: `<scene>-<size>-<scheme>.png`. */
  readonly directory: string;
  readonly scenes: readonly Scene[];
  readonly onTaken: (file: string) => void;
}

/** Takes each scene at two widths, in light and dark. */
export async function takePictures(options: PicturesOptions): Promise<void> {
  await mkdir(options.directory, { recursive: true });
  const browser = await launchChromium();
  try {
    // All are opened before the first is taken: each is what makes another one's picture live.
    const pages = await Promise.all(
      options.scenes.map(scene => openScene(browser, scene, options.dashboardUrl)),
    );
    for (const [at, scene] of options.scenes.entries()) {
      const page = pages[at];
      if (page !== undefined) await takeScene(page, scene, options, attempts);
    }
  } finally {
    await browser.close();
  }
}

/** A window of its own, in which somebody has come to where the scene plays. */
async function openScene(browser: Browser, scene: Scene, dashboardUrl: string): Promise<Page> {
  const context = await browser.newContext({ viewport: sizes.desktop, colorScheme: 'light' });
  const page = await context.newPage();
  page.setDefaultTimeout(scene.patienceMs ?? patienceMs);
  await page.goto(new URL(scene.path, dashboardUrl).href);
  if (scene.person !== undefined) {
    await page.getByRole('button', { name: `${scene.person} ·` }).click();
    // Away from what appears where the button was.
    await page.mouse.move(0, 0);
  }
  return page;
}

/** Again from its beginning if it was interrupted: a window may close while proposals are made. */
async function takeScene(
  page: Page,
  scene: Scene,
  options: PicturesOptions,
  attemptsLeft: number,
): Promise<void> {
  try {
    await takeOnce(page, scene, options);
  } catch (error) {
    if (!(error instanceof errors.TimeoutError) || attemptsLeft <= 1) throw error;
    await page.setViewportSize(sizes.desktop);
    await page.reload();
    return await takeScene(page, scene, options, attemptsLeft - 1);
  }
  await page.context().close();
}

async function takeOnce(page: Page, scene: Scene, options: PicturesOptions): Promise<void> {
  await page.bringToFront();
  await scene.arrange?.(page);
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    if (scene.isWhole === true && size === 'desktop') {
      await scene.isReady(page);
      const height = await page.evaluate<number>('document.documentElement.scrollHeight');
      await page.setViewportSize({ ...viewport, height });
    }
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
      await scene.isReady(page);
      await page.evaluate(painted);
      const file = join(options.directory, `${scene.name}-${size}-${colorScheme}.png`);
      await page.screenshot({ path: file, animations: 'disabled' });
      options.onTaken(file);
    }
  }
}

/** Two frames later all that follows the size of the window has followed. It runs in the page. */
const painted = `document.fonts.ready.then(() => new Promise(done =>
  requestAnimationFrame(() => requestAnimationFrame(done))))`;

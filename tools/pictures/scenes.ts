import type { Page } from 'playwright-core';

/** A page of the dashboard, and when it is worth a picture. */
export interface Scene {
  readonly name: string;
  readonly path: string;
  /** Which of the demo's people looks at it; nobody is signed in without. */
  readonly person?: string;
  /** What that person does first. */
  readonly arrange?: (page: Page) => Promise<void>;
  /** Resolves when it shows what it is for; asked before each of its pictures. */
  readonly isReady: (page: Page) => Promise<void>;
  /** Whether the wide picture shows what is below the window's end, too. */
  readonly isWhole?: boolean;
  /** How long it may wait for something, when that is longer than others wait. */
  readonly patienceMs?: number;
}

/** Every page of the dashboard but Workflows and Webhooks, of which the demo has none. The overview is last: its charts grow while the others are taken. */
export const scenes: readonly Scene[] = [
  {
    name: 'sign-in',
    path: '/',
    isReady: async page => await page.getByRole('heading', { name: 'Pick a role' }).waitFor(),
  },
  {
    name: 'proposals',
    path: '/bettors',
    person: 'ana',
    arrange: makeProposals,
    isReady: async page => {
      for (const side of ['bettor-azul', 'bettor-morado']) {
        await page.locator(`[data-bettor=${side}] [data-status=accepted]`).first().waitFor();
        await page.locator(`[data-bettor=${side}] .pending`).nth(1).waitFor();
      }
    },
  },
  {
    name: 'fights',
    path: '/fights',
    person: 'olga',
    isReady: async page => {
      // What the night is about: a window with bets and a proposal, while another fight is fought.
      await page.locator('[data-state=open]').first().waitFor();
      const fights = (name: string) => page.getByRole('region', { name }).locator('[data-fight]');
      // All at once: each holds for some seconds only.
      await page
        .locator('main')
        .filter({ has: fights('Bets are open').filter({ hasText: /\d+ bets/ }) })
        .filter({ has: fights('Bets are open').locator('.proposal-line') })
        .filter({ has: fights('In the ring') })
        .filter({ has: fights('Over') })
        .waitFor();
    },
  },
  {
    name: 'payment-streams',
    // The deposits of the demo last a night.
    path: '/payment-streams?state=running-out',
    person: 'ana',
    isReady: async page => {
      await page.locator('[data-state=open]').first().waitFor();
      await nth(page, '[data-payment-stream]', 2);
    },
  },
  {
    name: 'channel',
    path: '/channels/global',
    person: 'ana',
    isReady: async page => {
      await page.locator('[data-state=open]').first().waitFor();
      await page.getByText(/^(\d{3}|[\d,]{5,}) entries$/).waitFor();
    },
  },
  {
    name: 'event',
    path: '/channels/bets',
    person: 'ana',
    arrange: async page => {
      const row = page.locator('button.feed-row', { hasText: 'BET_MATCHED' }).first();
      await row.waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      await row.click();
    },
    isReady: async page =>
      await page.getByRole('dialog').getByText('"type": "BET_MATCHED"').waitFor(),
  },
  {
    name: 'debugger',
    path: '/debugger',
    person: 'ana',
    arrange: async page => {
      await page.getByRole('combobox', { name: 'Channel' }).click();
      await page.getByRole('option', { name: 'fights' }).click();
      await page.getByLabel('History').fill('5');
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText('Published').waitFor();
      await leave(page);
    },
    isReady: async page => {
      await page.locator('[data-state=open]').first().waitFor();
      await page.getByText('event: FIGHT_').first().waitFor();
    },
  },
  {
    name: 'operations',
    path: '/operations',
    person: 'ana',
    isReady: async page => await nth(page, '[data-connection]', 2),
  },
  {
    name: 'health',
    path: '/operations?tab=health',
    person: 'ana',
    isReady: async page => await page.getByText('Everything works').waitFor(),
  },
  {
    name: 'audit',
    path: '/operations?tab=audit',
    person: 'ana',
    arrange: async page => {
      await page.getByRole('button', { name: 'Refresh' }).click();
      await leave(page);
    },
    isReady: async page => await nth(page, '[data-audit]', 4),
  },
  {
    name: 'overview',
    path: '/',
    person: 'ana',
    isWhole: true,
    patienceMs: 8 * 60_000,
    isReady: async page => {
      await page.getByText('10 of 10 channels live').waitFor();
      await page
        .getByRole('img', { name: /^Delivery latency: .* for ([4-9]|\d\d) minutes$/ })
        .waitFor();
      await page.getByText('Open connections').waitFor();
    },
  },
];

const nth = async (page: Page, selector: string, count: number): Promise<void> =>
  await page
    .locator(selector)
    .nth(count - 1)
    .waitFor();

/** Takes the pointer and the focus off what was pressed last, and goes back to the top. */
async function leave(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate('document.activeElement?.blur(); scrollTo(0, 0)');
}

/** One that is accepted at once, and one of each side that waits. */
async function makeProposals(page: Page): Promise<void> {
  const [azul, morado] = ['bettor-azul', 'bettor-morado'].map(bettor =>
    page.locator(`[data-bettor=${bettor}]`),
  );
  if (azul === undefined || morado === undefined) return;
  // A choice has a hidden field behind the one that is seen.
  const fight = azul.locator('input[value^=derby-]').first();
  const closing = await fight.inputValue();
  // A window that opens now does not close in between.
  await azul.locator(`input[value^=derby-]:not([value="${closing}"])`).first().waitFor();
  for (const [side, other, kind, amount, message] of [
    [azul, morado, 'DOY', '2500', ''],
    [azul, morado, 'PAGO', '750', 'Pago al rojo'],
    [morado, azul, 'DOY', '1200', 'Doy al azul'],
  ] as const) {
    await side.getByText(kind, { exact: true }).first().click();
    await side.getByLabel('Amount').fill(amount);
    await side.getByLabel('Message').fill(message);
    await side.getByRole('button', { name: 'Propose' }).click();
    const sum = `${Number(amount).toLocaleString('en')}.00 MXN`;
    const seen = other.locator('.pending', { hasText: sum });
    await seen.waitFor();
    if (message === '') await seen.getByRole('button', { name: 'Accept' }).click();
  }
  await leave(page);
}

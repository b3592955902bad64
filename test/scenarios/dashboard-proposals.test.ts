import type { Page } from 'playwright-core';
import { span } from '../../dashboard/parts/format.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { dashboardForAll } from './support/dashboard.ts';
import { unique } from './support/target.ts';

const dashboard = dashboardForAll(400_000);

/** A stack of its own gives a proposal three minutes; the scenarios' host twenty seconds. */
const deadlineMs = 240_000;

const own = (userId: string) => `[data-bettor="${userId}"]`;

async function openFight(): Promise<string> {
  const fightId = unique('open-');
  await dashboard.target.put('Fights', {
    fightId,
    status: 'betting',
    title: fightId,
    updatedAt: new Date().toISOString(),
  });
  return fightId;
}

/** As the deployment says it: the scenarios' host and a stack of its own differ. */
async function timeoutSeconds(): Promise<number> {
  const url = requireOutput(dashboard.target.outputs, 'DashboardUrl');
  const response = await fetch(new URL('config.json', url));
  return ((await response.json()) as { proposalTimeoutSeconds: number }).proposalTimeoutSeconds;
}

/** Where somebody may read the fights, as on a local host, they are offered; elsewhere typed. */
async function chooseFight(page: Page, userId: string, fightId: string): Promise<void> {
  const form = page.locator(own(userId));
  if (dashboard.target.outputs.AwsEndpointUrl === undefined) {
    await form.getByLabel('Fight').fill(fightId);
    return;
  }
  await form.getByRole('combobox', { name: 'Fight' }).fill(fightId);
  await page.getByRole('option', { name: fightId }).click();
}

test('a proposal made in one window is seen, answered and timed out in the other', async () => {
  const [ana, bea] = [unique('ana'), unique('bea')];
  await dashboard.target.enroll(ana, bea);
  const fightId = await openFight();
  // A newer one, which the form would choose by itself.
  await openFight();
  const one = await dashboard.open('bettor', '/bettors', { userId: ana });
  const other = await dashboard.open('bettor', '/bettors', { userId: bea });
  await other.locator(own(bea)).getByText('Connected').waitFor();
  const form = one.locator(own(ana));
  await form.getByText('Connected').waitFor();
  const propose = async (amount: string): Promise<void> => {
    await form.getByLabel('To').fill(bea);
    await form.getByLabel('Amount').fill(amount);
    await chooseFight(one, ana, fightId);
    await form.getByRole('button', { name: 'Propose' }).click();
  };

  await propose('750');
  const seen = other.locator(`${own(bea)} .pending`, { hasText: '750.00 MXN' });
  await seen.getByRole('timer').waitFor();
  await seen.getByText(fightId).waitFor();
  await seen.getByRole('button', { name: 'Accept' }).click();
  const outcome = (page: typeof one, userId: string, status: string) =>
    page.locator(`${own(userId)} [data-status=${status}]`).waitFor({ timeout: deadlineMs });
  await Promise.all([outcome(one, ana, 'accepted'), outcome(other, bea, 'accepted')]);

  await propose('60');
  await other.locator(`${own(bea)} .pending`, { hasText: '60.00 MXN' }).waitFor();
  await one.getByText(`waits for ${span(await timeoutSeconds())}`).waitFor();
  await Promise.all([outcome(one, ana, 'timeout'), outcome(other, bea, 'timeout')]);

  // Where there is no second currency there is nothing to choose.
  if (requireOutput(dashboard.target.outputs, 'Currencies').split(',').includes('JPY')) {
    await form.getByRole('combobox', { name: 'Currency' }).click();
    await one.getByRole('option', { name: 'JPY' }).click();
    await propose('1200');
    await other.locator(`${own(bea)} .pending`, { hasText: '1,200 JPY' }).waitFor();
  }
  await one.context().close();
  await other.context().close();
});

test('the longest message without a space leaves both pages as wide as they are', async () => {
  const [ana, bea] = [unique('ana'), unique('bea')];
  await dashboard.target.enroll(ana, bea);
  const fightId = await openFight();
  const one = await dashboard.open('bettor', '/bettors', { userId: ana });
  const other = await dashboard.open('bettor', '/bettors', { userId: bea });
  await other.locator(own(bea)).getByText('Connected').waitFor();
  const form = one.locator(own(ana));
  await form.getByText('Connected').waitFor();
  await form.getByLabel('To').fill(bea);
  await chooseFight(one, ana, fightId);
  await form.getByLabel('Message').fill('W'.repeat(500));
  await form.getByRole('button', { name: 'Propose' }).click();
  for (const [page, userId] of [
    [one, ana],
    [other, bea],
  ] as const) {
    await page
      .locator(`${own(userId)} .pending`)
      .getByText('WWW')
      .waitFor();
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(1_440);
    await page.context().close();
  }
});

import type { Page } from 'playwright-core';
import { answers, startReceiver, type WebhookReceiver } from '../support/webhook-receivers.ts';
import { graveViolations } from './support/accessibility.ts';
import { dashboardForAll } from './support/dashboard.ts';
import { unique } from './support/target.ts';
import { arrivals, createWebhookWorld, type WebhookWorld } from './support/webhook-world.ts';

const dashboard = dashboardForAll();
const receivers: WebhookReceiver[] = [];
let world: WebhookWorld;

beforeAll(async () => {
  world = await createWebhookWorld(dashboard.target);
});
afterAll(async () => {
  await Promise.all(receivers.map(receiver => receiver.close()));
});

async function receive(behaviour = answers(204)): Promise<WebhookReceiver> {
  const receiver = await startReceiver(behaviour);
  receivers.push(receiver);
  return receiver;
}

const markOf = (page: Page, mark: string) => page.locator(`[data-mark="${mark}"]`).first();

const open = (page: Page, webhookId: string) => page.goto(addressOf(page, { webhook: webhookId }));

const addressOf = (page: Page, query: Readonly<Record<string, string>>): string =>
  new URL(`/webhooks?${new URLSearchParams(query)}`, page.url()).href;

test('one is registered, tested, paused and removed, and its secret is shown once [W3]', async () => {
  const receiver = await receive();
  const webhookId = unique('desk-');
  const page = await dashboard.open('operator', '/');
  await page.getByRole('link', { name: 'Webhooks', exact: true }).click();
  await page.getByRole('link', { name: 'Register a webhook' }).click();
  await page.getByRole('textbox', { name: 'URL' }).fill(receiver.url);
  await page.getByRole('textbox', { name: 'Id' }).fill(webhookId);
  await page.getByRole('textbox', { name: 'Event types' }).fill(world.type);
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  const secret = await page.locator('[data-key=secret]').textContent();
  expect(secret).toMatch(/^whsec_/);
  await page.getByRole('link', { name: 'I have it, go on' }).click();

  await page.getByRole('button', { name: 'Send a test' }).click();
  await receiver.received(1);
  await page.getByRole('link', { name: 'See what comes of it' }).click();
  await markOf(page, 'delivery-delivered').waitFor();
  await page.locator('[data-attempt="1"]').getByText('204', { exact: true }).waitFor();
  await page.getByRole('group', { name: 'Body' }).getByText('webhook.test').waitFor();
  await page.getByRole('link', { name: 'Back to the webhook' }).click();
  await markOf(page, 'health-healthy').waitFor();
  await page.locator('[data-delivery]').first().waitFor();
  expect(await page.content()).not.toContain(secret);

  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused: nothing is sent').waitFor();
  await page.getByRole('button', { name: 'Enable' }).click();
  await markOf(page, 'status-enabled').waitFor();

  await page.getByRole('button', { name: 'Rotate the key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Rotate the key' });
  await dialog.getByRole('button', { name: 'Rotate', exact: true }).click();
  const next = await dialog.locator('[data-key=secret]').textContent();
  expect(next).toMatch(/^whsec_/);
  expect(next).not.toBe(secret);
  await dialog.getByRole('button', { name: 'I have it' }).click();
  await page.getByText(/replaced: it signs beside the newer one/).waitFor();

  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('button', { name: 'Remove it' }).click();
  await page.getByText('No webhooks yet').waitFor();
  await page.context().close();
});

test('a delivery that fails shows each attempt and its next one, and is sent again [W3]', async () => {
  const receiver = await receive(answers(503, 'the desk is closed'));
  const { webhookId } = await world.register(receiver.url);
  const name = unique('fight');
  await world.publish(name);
  await arrivals(receiver, name);
  const page = await dashboard.open('admin', '/webhooks');
  const card = page.locator(`[data-webhook="${webhookId}"]`);
  await card.locator('[data-mark=health-failing]').waitFor();
  await card.getByRole('link', { name: webhookId }).click();
  const row = page.locator('tr[data-delivery]').first();
  await row.getByText('answered 503').waitFor();
  await row.getByRole('timer').waitFor();
  await page.getByText('Exhausted', { exact: true }).click();
  await page.getByText('None was given up.').waitFor();
  await page.getByText('Pending', { exact: true }).click();
  await row.getByRole('link').click();
  await page
    .getByRole('group', { name: 'Answer to attempt 1' })
    .getByText('the desk is closed')
    .waitFor();
  receiver.becomes(answers(200, 'welcome'));
  await page.getByRole('button', { name: 'Send it again' }).click();
  await page.getByText(/^It is sent next/).waitFor();
  await markOf(page, 'delivery-delivered').waitFor();
  await page.context().close();
});

test('one that its receiver refuses for good says why it is disabled, and is enabled again [W3]', async () => {
  const receiver = await receive(answers(410, 'gone'));
  const { webhookId } = await world.register(receiver.url);
  const page = await dashboard.open('admin', '/webhooks');
  await open(page, webhookId);
  await markOf(page, 'status-enabled').waitFor();
  const name = unique('fight');
  await world.publish(name);
  await arrivals(receiver, name);
  await page.getByText(/^Its receiver answered 410 Gone/).waitFor();
  expect(await page.getByRole('button', { name: 'Send a test' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Enable' }).click();
  await markOf(page, 'status-enabled').waitFor();
  await page.context().close();
});

test('who is not of the staff has no such page, and an operator sees their own alone [W3]', async () => {
  const stranger = await dashboard.open('bettor', '/webhooks');
  await stranger.getByText('This is for the staff').waitFor();
  expect(await stranger.getByRole('link', { name: 'Webhooks' }).count()).toBe(0);
  await stranger.context().close();

  const receiver = await receive();
  const { webhookId } = await world.register(receiver.url);
  const operator = await dashboard.open('operator', '/webhooks');
  await operator.getByText('No webhooks yet').waitFor();
  await open(operator, webhookId);
  await operator.getByText('There is no such webhook').waitFor();
  await operator.context().close();
});

test('every view is accessible in light and dark, and no wider than a phone [W3]', async () => {
  const receiver = await receive(answers(500, 'x'.repeat(900)));
  const longPath = `/${'a-path-without-a-space-'.repeat(8)}`;
  const { webhookId } = await world.register(new URL(longPath, receiver.url).href, {
    description: 'x'.repeat(200),
  });
  const name = unique('fight');
  const eventId = await world.publish(name);
  const { deliveryId } = await world.delivery(webhookId, eventId, one => one.attemptCount > 0);
  const viewport = { width: 390, height: 844 };
  const page = await dashboard.open('admin', '/webhooks', { viewport, reducedMotion: 'reduce' });
  const found: string[] = [];
  const look = async (where: string): Promise<void> => {
    found.push(...(await graveViolations(page)).map(violation => `${where}: ${violation}`));
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (width > viewport.width) found.push(`${where}: ${width} px wide`);
  };
  await page.locator(`[data-webhook="${webhookId}"]`).waitFor();
  await look('list');
  await open(page, webhookId);
  await page.locator('tr[data-delivery]').first().waitFor();
  await look('webhook');
  await page.getByRole('button', { name: 'Recover a time' }).click();
  await page.getByRole('dialog', { name: 'Recover a time' }).waitFor();
  await look('recover');
  await page.goto(addressOf(page, { webhook: webhookId, delivery: deliveryId }));
  await page.locator('[data-attempt="1"]').waitFor();
  await look('delivery');
  await page.goto(addressOf(page, { form: 'new' }));
  await page.getByRole('switch').click();
  await page.getByRole('checkbox', { name: 'bets' }).waitFor();
  await look('form');
  expect(found).toEqual([]);
  await page.context().close();
});

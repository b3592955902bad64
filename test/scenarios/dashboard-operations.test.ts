import type { Locator, Page } from 'playwright-core';
import { requireOutput } from '../../tools/outputs.ts';
import { dashboardForAll, rowOf } from './support/dashboard.ts';
import { unique } from './support/target.ts';

const dashboard = dashboardForAll();

/** A page with an open stream, which shows what comes over its wire. */
async function watch(userId: string): Promise<Page> {
  const page = await dashboard.open('operator', '/debugger', { userId });
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.locator('[data-state=open]').waitFor();
  return page;
}

const tries = 20;
const tryMs = 2_000;

/** Requests again until it is there: what is written about a request comes after its answer. */
async function refreshedUntil(page: Page, wanted: Locator): Promise<void> {
  for (let at = 0; at < tries; at += 1) {
    await page.getByRole('button', { name: 'Refresh' }).click();
    const isThere = await wanted.waitFor({ timeout: tryMs }).then(
      () => true,
      () => false,
    );
    if (isThere) return;
  }
  throw new Error(`${tries} refreshments did not show ${wanted}`);
}

test('an admin ends a connection: the other page loses its stream, and the audit log says why', async () => {
  const [userId, reason] = [unique('watcher'), unique('because-')];
  const admin = await dashboard.open('admin', '/operations');
  await admin.getByPlaceholder('Any user').fill(userId);
  await admin.getByText('No matching connections').waitFor();
  const other = await watch(userId);
  const row = admin.locator('tr[data-connection]', { hasText: userId });
  const ended = await row.first().getAttribute('data-connection');
  await row.getByRole('button', { name: `Disconnect ${userId} from system` }).click();
  const dialog = admin.getByRole('dialog', { name: 'Disconnect' });
  await dialog.getByLabel('Reason').fill(reason);
  await dialog.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await other.getByText(/event: reconnect\s+data: \{"reason":"disconnected"/).waitFor();
  await admin.locator(`tr[data-connection="${ended}"]`).waitFor({ state: 'detached' });

  await admin.getByRole('tab', { name: 'Audit' }).click();
  const entry = admin.locator('tr', { hasText: reason });
  await refreshedUntil(admin, entry);
  const text = await entry.textContent();
  expect(text).toContain('disconnect connection');
  expect(text).toContain('done');
  await admin.context().close();
  await other.context().close();
});

test('a page of the audit log on which nothing is leads on to the older ones, and back', async () => {
  const older = {
    id: 'a1',
    at: 1_795_000_000_000,
    actor: 'somebody-long-ago',
    action: 'revoke',
    outcome: 'done',
    count: 1,
    sourceIp: '192.0.2.1',
  };
  const url = new URL('audit', requireOutput(dashboard.target.outputs, 'ManagementUrl')).href;
  const admin = await dashboard.open('admin', '/operations?tab=audit', {
    before: async page =>
      await page.route(
        address => address.href.startsWith(url),
        async route => {
          const isOlder = new URL(route.request().url()).searchParams.get('next') === 'place';
          await route.fulfill({
            headers: { 'access-control-allow-origin': '*' },
            json: isOlder ? { entries: [older] } : { entries: [], next: 'place' },
          });
        },
      ),
  });
  await admin.getByText('there are older pages').waitFor();
  await admin.getByRole('button', { name: 'Older' }).click();
  await admin.getByRole('row', { name: /somebody-long-ago/ }).waitFor();
  await admin.getByRole('button', { name: 'Newest' }).click();
  await admin.getByText('there are older pages').waitFor();
  await admin.context().close();
});

test('presence shows who is online and who is not, and keeps refreshing', async () => {
  const userId = unique('present');
  const admin = await dashboard.open('admin', '/operations?tab=presence');
  const look = async (whom: string): Promise<void> => {
    await admin.getByRole('textbox', { name: 'User' }).fill(whom);
    await admin.getByRole('button', { name: 'Look up' }).click();
    await admin.getByText(whom, { exact: true }).first().waitFor();
  };
  const badge = (word: string) => admin.getByRole('status').getByText(word, { exact: true });
  await look(userId);
  await badge('offline').waitFor();
  await admin.getByText('No connection is open. This page keeps checking.').waitFor();
  const other = await watch(userId);
  await badge('online').waitFor();
  const row = admin.locator('tr[data-connection]');
  await row.getByText('system', { exact: true }).waitFor();
  await look(unique('nobody'));
  await badge('offline').waitFor();
  await admin.context().close();
  await other.context().close();
});

test('a test broadcast arrives on a channel’s open page', async () => {
  const channel = await dashboard.open('operator', '/channels/system');
  await channel.locator('[data-state=open]').waitFor();
  const admin = await dashboard.open('admin', '/operations?tab=broadcast');
  const message = unique('Do you read ');
  await admin.getByLabel('Message').fill(message);
  await admin.getByRole('button', { name: 'Send' }).click();
  await admin.getByText(/^Sent to [\d,]+ connections?$/).waitFor();
  const row = rowOf(channel, message);
  await row.getByText('TEST_BROADCAST').waitFor();
  await admin.context().close();
  await channel.context().close();
});

test('health shows each component to an admin, and to an operator the whole', async () => {
  const admin = await dashboard.open('admin', '/operations?tab=health');
  await admin.getByText('event-log', { exact: true }).waitFor();
  const operator = await dashboard.open('operator', '/operations');
  await operator.getByRole('heading', { name: /^(Everything works|It works, but)/ }).waitFor();
  expect(await operator.getByRole('tab').allInnerTexts()).toEqual(['Health', 'Statistics']);
  expect(await operator.getByText('event-log', { exact: true }).count()).toBe(0);
  await admin.context().close();
  await operator.context().close();
});

import { spawn } from 'node:child_process';
import type { Page } from 'playwright-core';
import { requireOutput } from '../../tools/outputs.ts';
import { dashboardForAll } from './support/dashboard.ts';
import { unique } from './support/target.ts';

const dashboard = dashboardForAll();

const create = (title: string) =>
  dashboard.target.put('Fights', {
    fightId: unique('f'),
    title,
    status: 'upcoming',
    updatedAt: new Date().toISOString(),
  });

const announce = (userId: string, title: string) =>
  dashboard.target.put('Outbox', {
    eventId: unique('e'),
    channel: 'inbox',
    type: 'notification',
    target: { users: [userId] },
    data: { title },
  });

/** The debugger, set to read that channel; not yet connected. */
async function openDebugger(channel: string, userId = unique('admin')): Promise<Page> {
  const page = await dashboard.open('admin', '/debugger', {
    userId,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await choose(page, 'Channel', channel);
  return page;
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).first().click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

async function connect(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.locator('[data-state=open]').waitFor();
}

const method = (page: Page, name: string) =>
  page.getByRole('radiogroup', { name: 'Method' }).getByText(name, { exact: true });

/** What was sent, received or decided. */
const line = (page: Page, kind: 'out' | 'in' | 'step', text: string | RegExp) =>
  page.locator(`.wire-${kind}`, { hasText: text }).first();

test('it connects with the parameters that were typed, and shows what comes as it came', async () => {
  const page = await openDebugger('fights');
  await page.getByRole('textbox', { name: 'History' }).fill('3');
  await page.getByRole('textbox', { name: 'Types' }).fill('FIGHT_CREATED,BETTING_WINDOW_OPENED');
  await page.getByRole('textbox', { name: 'Client id' }).fill('lens');
  await choose(page, 'Priority', 'normal');
  await connect(page);
  const asked = (await line(page, 'out', 'GET ').textContent()) ?? '';
  const { searchParams } = new URL(/GET (\S+)/.exec(asked)?.[1] ?? '');
  expect(Object.fromEntries(searchParams)).toEqual({
    history: '3',
    types: 'FIGHT_CREATED,BETTING_WINDOW_OPENED',
    priority: 'normal',
    clientId: 'lens',
  });
  expect(asked).toContain('authorization: Bearer …');
  const title = unique('Raw ');
  await create(title);
  await line(
    page,
    'in',
    new RegExp(`id: \\S+\\s+event: FIGHT_CREATED\\s+data: .*${title}`),
  ).waitFor();
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await page.locator('[data-state=stopped]').waitFor();
  await page.context().close();
});

test.each(['this connection', 'users'])(
  'an event for %s arrives as a raw frame [L8]',
  async target => {
    const page = await openDebugger('inbox');
    await connect(page);
    await choose(page, 'Target', target);
    const title = unique('Sent ');
    await page.getByRole('textbox', { name: 'Data' }).fill(JSON.stringify({ title }));
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(/^For 1 connection;/).waitFor();
    await line(page, 'in', new RegExp(`event: notification\\s+data: .*${title}`)).waitFor();
    await page.context().close();
  },
);

test('set to poll it polls, set to stream it streams, and misses nothing in between [L8]', async () => {
  // Where nobody else writes: a long line is cut.
  const userId = unique('admin');
  const page = await openDebugger('inbox', userId);
  await connect(page);
  await method(page, 'Polling').click();
  await page.locator('[data-state=polling]').waitFor();
  await line(page, 'out', '/poll?').waitFor();
  const [polled, streamed] = [unique('Polled '), unique('Streamed ')];
  await announce(userId, polled);
  await line(page, 'in', new RegExp(`"events":.*${polled}`)).waitFor();
  await method(page, 'SSE').click();
  await page.locator('[data-state=open]').waitFor();
  await announce(userId, streamed);
  await line(page, 'in', new RegExp(`event: notification\\s+data: .*${streamed}`)).waitFor();
  expect(await page.locator('.wire-in', { hasText: polled }).count()).toBe(1);
  await page.context().close();
});

test('a connection killed on the server ends, and reconnects by itself as another', async () => {
  const page = await openDebugger('fights');
  await connect(page);
  await page.getByRole('button', { name: 'Disconnect on the server' }).click();
  await line(page, 'in', /event: reconnect\s+data: \{"reason":"disconnected"/).waitFor();
  const connected = page.locator('.wire-in', { hasText: 'event: connected' });
  await connected.nth(1).waitFor();
  const ids = (await connected.allInnerTexts()).map(
    text => /"connectionId":"([^"]+)"/.exec(text)?.[1],
  );
  expect(new Set(ids).size).toBe(ids.length);
  const title = unique('After ');
  await create(title);
  await line(page, 'in', title).waitFor();
  await page.context().close();
});

test('the copied curl line is the same request, and works where it is pasted', async () => {
  const url = requireOutput(dashboard.target.outputs, 'FightsChannelUrl');
  const title = unique("It's ");
  const reader = await dashboard.target.open('Fights');
  await create(title);
  const { id } = await reader.until(({ data }) => data.data?.title === title);
  reader.close();
  const page = await openDebugger('fights');
  await page.getByRole('textbox', { name: 'History' }).fill('100');
  await page.getByRole('textbox', { name: 'Types' }).fill('FIGHT_CREATED');
  const copied = async (): Promise<string> => {
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    return await page.evaluate<string>('navigator.clipboard.readText()');
  };
  const text = await copied();
  const token = await page.evaluate<string>("sessionStorage.getItem('gallobets-token')");
  expect(text).toBe(
    `curl -N -H 'Authorization: Bearer ${token}' '${url}?history=100&types=FIGHT_CREATED'`,
  );
  await printed(text, `id: ${id}\nevent: FIGHT_CREATED\n`);
  await page.context().close();
});

/** Resolves once the line has printed that; the stream itself would go on. */
async function printed(commandLine: string, wanted: string): Promise<void> {
  const shell = spawn('sh', ['-c', `exec ${commandLine} --silent --max-time 30`]);
  let output = '';
  for await (const text of shell.stdout.setEncoding('utf8')) {
    output += text;
    if (output.includes(wanted)) break;
  }
  shell.kill();
  expect(output).toContain(wanted);
}

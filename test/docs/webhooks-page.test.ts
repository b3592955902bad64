import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { retryDelaysMs } from '../../core/webhook/limits.ts';
import { messageBody, messageId, webhookUserAgent } from '../../core/webhook/message.ts';
import { channelEventSchema } from '../../core/wire/event.ts';
import { read, rowsOf, section } from '../support/page-parts.ts';

const page = 'docs/webhooks.md';
const message = /\nPOST [\s\S]*?\n```/.exec(read(page))?.[0] ?? '';
const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(message)?.[1] ?? '';
const body = /^\{.*\}$/m.exec(message)?.[0] ?? '';
const secret = /whsec_[A-Za-z0-9+/]{20,}=*/.exec(read(page))?.[0] ?? '';

test('the message on the page is signed as the page says, by two libraries [W3]', () => {
  jest.spyOn(Date, 'now').mockReturnValue(1_795_291_205_000);
  const headers = Object.fromEntries(
    ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(name => [name, header(name)]),
  );
  for (const library of [new StandardWebhook(secret), new SvixWebhook(secret)]) {
    expect(() => library.verify(body, headers)).not.toThrow();
    expect(() => library.verify(body.replace('bet-1', 'bet-2'), headers)).toThrow();
  }
  jest.restoreAllMocks();
});

test('it is as messages are', async () => {
  const { cursor, ...event } = JSON.parse(body) as { readonly cursor: string };
  const parsed = channelEventSchema.parse(event);
  expect(messageBody({ event: parsed, cursor }, 'standard')).toBe(body);
  expect(header('webhook-id')).toBe(await messageId(parsed.id));
  expect(header('user-agent')).toBe(webhookUserAgent);
});

test('the text for chat tools on the page is what such an event becomes', () => {
  const { cursor: _, ...event } = JSON.parse(body) as { readonly cursor: string };
  const text = /\n(\{"text":.*\})\n/.exec(read(page))?.[1];
  expect(messageBody({ event: channelEventSchema.parse(event) }, 'slack')).toBe(text);
});

test('retries come when the page says', () => {
  const units: Readonly<Record<string, number>> = { s: 1_000, min: 60_000, h: 3_600_000 };
  const msOf = (text: string) =>
    [...text.matchAll(/(\d+) (s|min|h)/g)].reduce(
      (sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? Number.NaN),
      0,
    );
  const rows = rowsOf(section(page, 'Retries')).filter(([attempt = '']) => /^\d+$/.test(attempt));
  expect(rows.map(([, delay = '']) => msOf(delay))).toEqual([...retryDelaysMs]);
  let sinceMs = 0;
  for (const [index, [, , since = '']] of rows.entries()) {
    sinceMs += retryDelaysMs[index] ?? 0;
    // From the third on the page leaves the seconds out.
    expect(msOf(since)).toBe(index < 2 ? sinceMs : Math.floor(sinceMs / 60_000) * 60_000);
  }
});

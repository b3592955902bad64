import fc from 'fast-check';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { deliveryMessage, messageBody, messageId } from '../../../core/webhook/message.ts';
import { signingKeyOf } from '../../../core/webhook/webhook-key.ts';
import { type ChannelEvent, channelEventSchema } from '../../../core/wire/event.ts';
import { priorities } from '../../../core/wire/priority.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const nowMs = 1_795_291_205_999;
const event: ChannelEvent = {
  id: '9f86d081884c7d659a2feaa0c55ad016.matched',
  type: 'BET_MATCHED',
  timestamp: 1_795_291_204_250,
  priority: 'normal',
  source: 'Bets',
  version: '1.0',
  channel: 'bets',
  data: { betId: 'bet-1', matchedBetId: 'bet-2', note: 'añá 🐓' },
};
const gap = { from: 'k3f9.1', to: 'k3f9.40', reason: 'expired' };

test('the body is the event with its place in the log; type, time and data come first', () => {
  expect(messageBody({ event, cursor: 'k3f9.41' }, 'standard')).toBe(
    '{"type":"BET_MATCHED","timestamp":1795291204250,' +
      '"data":{"betId":"bet-1","matchedBetId":"bet-2","note":"añá 🐓"},' +
      '"id":"9f86d081884c7d659a2feaa0c55ad016.matched","priority":"normal","source":"Bets",' +
      '"version":"1.0","channel":"bets","cursor":"k3f9.41"}',
  );
});

test('what is missing before it, and what came with it, stand beside it; a test has no place', () => {
  const metadata = { correlationId: 'c-1' };
  const withMore = { ...event, metadata };
  expect(JSON.parse(messageBody({ event: withMore, cursor: 'k3f9.41', gap }, 'standard'))).toEqual({
    ...event,
    metadata,
    cursor: 'k3f9.41',
    gap,
  });
  expect(JSON.parse(messageBody({ event }, 'standard'))).toEqual(event);
});

test('a chat tool is sent text and nothing else', () => {
  expect(JSON.parse(messageBody({ event, cursor: 'k3f9.41' }, 'slack'))).toEqual({
    text: 'Bet matched on bets\nbetId: bet-1\nmatchedBetId: bet-2\nnote: añá 🐓\n2026-11-21T20:00:04.250Z, event 9f86d081884c7d659a2feaa0c55ad016.matched',
  });
});

const anyEvent: fc.Arbitrary<ChannelEvent> = fc.record(
  {
    id: fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }),
    type: fc.stringMatching(/^[A-Za-z][A-Za-z0-9._:-]{0,63}$/),
    timestamp: fc.integer({ min: 0, max: 8_640_000_000_000 }),
    priority: fc.constantFrom(...priorities),
    source: fc.string({ minLength: 1, maxLength: 128 }),
    version: fc.constant('1.0' as const),
    channel: fc.constantFrom('bets', 'system', 'payment-streams'),
    data: fc.dictionary(
      fc.string().filter(name => name !== '__proto__'),
      // JSON has no -0.
      fc.jsonValue().map(value => JSON.parse(JSON.stringify(value)) as unknown),
    ),
    metadata: fc.record({ userId: fc.string(), correlationId: fc.string() }),
  },
  { requiredKeys: ['id', 'type', 'timestamp', 'priority', 'source', 'version', 'channel', 'data'] },
);

test('whatever the event is, its receiver reads the very event out of the body', () => {
  const property = fc.property(
    anyEvent,
    fc.option(fc.constant('k3f9.41'), { nil: undefined }),
    fc.option(fc.constant(gap), { nil: undefined }),
    (made, cursor, missing) => {
      const body = messageBody({ event: made, cursor, gap: missing }, 'standard');
      const read = JSON.parse(Buffer.from(body, 'utf8').toString('utf8')) as Record<
        string,
        unknown
      >;
      const { cursor: place, gap: before, ...rest } = read;
      expect(Object.keys(read).slice(0, 3)).toEqual(['type', 'timestamp', 'data']);
      expect(place).toBe(cursor);
      expect(before).toEqual(missing);
      expect(channelEventSchema.parse(rest)).toEqual({ ...made, data: { ...made.data } });
    },
  );
  fc.assert(property);
});

test('the id follows from the event’s, holds no full stop, and is the same for every attempt [W3]', async () => {
  expect(await messageId(event.id)).toBe('msg_S6chlN-Gs4J2E2Jjh6NSBN');
  const others = await Promise.all(['a', 'b', 'a.b', `${event.id} `].map(messageId));
  expect(new Set(others).size).toBe(4);
  for (const id of others) expect(id).toMatch(/^msg_[\w-]{22}$/);
  const keys = [await signingKeyOf(secret)];
  const [first, second] = await Promise.all(
    [nowMs, nowMs + 5_000].map(at => deliveryMessage({ event }, { format: 'standard' }, keys, at)),
  );
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  expect(second?.body).toBe(first?.body);
  expect(second?.headers['webhook-timestamp']).toBe('1795291210');
});

test('the trace of the event goes along as a header, and nothing else that stands there', async () => {
  const keys = [await signingKeyOf(secret)];
  const headerOf = async (traceparent: string) => {
    const traced = { ...event, metadata: { traceparent } };
    const sent = await deliveryMessage({ event: traced }, { format: 'slack' }, keys, nowMs);
    return sent.headers.traceparent;
  };
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';
  expect(await headerOf(traceparent)).toBe(traceparent);
  expect(await headerOf('x\r\nx-admin: yes')).toBeUndefined();
});

test('a message has these headers and no others, and both libraries believe it [W3]', async () => {
  const keys = [await signingKeyOf(secret)];
  const { headers, body } = await deliveryMessage(
    { event, cursor: 'k3f9.41' },
    { format: 'standard' },
    keys,
    nowMs,
  );
  expect(headers).toEqual({
    'content-type': 'application/json',
    'user-agent': 'GalloBets-Webhooks/1.0',
    'webhook-id': await messageId(event.id),
    'webhook-timestamp': '1795291205',
    'webhook-signature': expect.stringMatching(/^v1,[\w+/]{43}=$/),
  });
  jest.spyOn(Date, 'now').mockReturnValue(nowMs);
  for (const library of [new StandardWebhook(secret), new SvixWebhook(secret)]) {
    expect(() => library.verify(Buffer.from(body), { ...headers })).not.toThrow();
    expect(() => library.verify(Buffer.from(`${body} `), { ...headers })).toThrow();
  }
  jest.restoreAllMocks();
});

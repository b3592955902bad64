import { verify as verifyEd25519 } from 'node:crypto';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import {
  answers,
  failsFirst,
  type ReceivedWebhook,
  startReceiver,
  type WebhookReceiver,
} from '../support/webhook-receivers.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';
import { arrivals, createWebhookWorld, type WebhookWorld } from './support/webhook-world.ts';

let target: Target;
let world: WebhookWorld;
const receivers: WebhookReceiver[] = [];

beforeAll(async () => {
  target = await connectTarget();
  world = await createWebhookWorld(target);
});
afterAll(async () => {
  await Promise.all(receivers.map(receiver => receiver.close()));
  await target.close();
});

async function receive(behaviour = answers(204)): Promise<WebhookReceiver> {
  const receiver = await startReceiver(behaviour);
  receivers.push(receiver);
  return receiver;
}

const signed = ({ headers }: ReceivedWebhook) => ({
  'webhook-id': headers['webhook-id'] ?? '',
  'webhook-timestamp': headers['webhook-timestamp'] ?? '',
  'webhook-signature': headers['webhook-signature'] ?? '',
});

test('a write is posted as Standard Webhooks has it, and both libraries verify it [W3]', async () => {
  const receiver = await receive();
  const { webhookId, secret = '' } = await world.register(receiver.url);
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const name = unique('fight');
  const eventId = await world.publish(name);
  const [request] = await arrivals(receiver, name);
  if (request === undefined) throw new Error('nothing arrived');

  for (const library of [new StandardWebhook(secret), new SvixWebhook(secret)]) {
    expect(library.verify(request.body, signed(request))).toMatchObject({
      type: world.type,
      id: eventId,
      channel: 'fights',
      data: { name },
      timestamp: expect.any(Number),
      cursor: expect.any(String),
    });
    const changed = request.body.replace(name, `${name.slice(0, -1)}!`);
    expect(() => library.verify(changed, signed(request))).toThrow();
    const old = { ...signed(request), 'webhook-timestamp': '1600000000' };
    expect(() => library.verify(request.body, old)).toThrow();
  }
  expect(request.headers['webhook-id']).toMatch(/^msg_[A-Za-z0-9_-]{22}$/);
  expect(request.method).toBe('POST');

  const delivery = await world.delivery(webhookId, eventId, ({ state }) => state === 'delivered');
  expect(delivery).toMatchObject({
    messageId: request.headers['webhook-id'],
    type: world.type,
    attemptCount: 1,
    attempts: [{ status: 204 }],
    request: { body: request.body },
  });
});

test('whoever was away goes on from the cursor of a delivery by polling [W3]', async () => {
  const receiver = await receive();
  await world.register(receiver.url);
  const [first, second] = [unique('first'), unique('second')];
  await world.publish(first);
  const [request] = await arrivals(receiver, first);
  const { cursor } = JSON.parse(request?.body ?? '{}');
  const secondId = await world.publish(second);
  await arrivals(receiver, second);
  const poll = `/poll?channels=fights,bets&types=${world.type}&cursor=${cursor}`;
  const { body } = await untilSeen(
    () => world.call('GET', poll),
    ({ body }) => body.events.length > 0,
  );
  expect(body.events.map(({ id }: { id: string }) => id)).toEqual([secondId]);
});

test('a test arrives; a delivery that is sent again has the same id [W3]', async () => {
  const receiver = await receive();
  const { webhookId, secret = '' } = await world.register(receiver.url);
  const test = await world.call('POST', `/webhooks/${webhookId}/test`);
  expect(test.status).toBe(202);
  const [request] = await arrivals(receiver, 'webhook.test');
  if (request === undefined) throw new Error('nothing arrived');
  new StandardWebhook(secret).verify(request.body, signed(request));

  const name = unique('again');
  const eventId = await world.publish(name);
  await arrivals(receiver, name);
  const { deliveryId } = await world.delivery(
    webhookId,
    eventId,
    ({ state }) => state === 'delivered',
  );
  const path = `/webhooks/${webhookId}/deliveries/${deliveryId}/redeliver`;
  expect((await world.call('POST', path)).status).toBe(202);
  const [once, twice] = await arrivals(receiver, name, 2);
  expect(twice?.headers['webhook-id']).toBe(once?.headers['webhook-id']);
  expect(twice?.body).toBe(once?.body);
});

test('after a rotation both keys sign; with no overlap the new one alone [W3]', async () => {
  const receiver = await receive();
  const { webhookId, secret: first = '' } = await world.register(receiver.url);
  const rotate = async (overlapSeconds: number): Promise<string> =>
    (await world.call('POST', `/webhooks/${webhookId}/rotate`, { overlapSeconds })).body.secret;
  const second = await rotate(600);
  const name = unique('both');
  await world.publish(name);
  const [both] = await arrivals(receiver, name);
  if (both === undefined) throw new Error('nothing arrived');
  expect(signed(both)['webhook-signature'].split(' ')).toHaveLength(2);
  for (const secret of [first, second]) {
    new StandardWebhook(secret).verify(both.body, signed(both));
  }

  const third = await rotate(0);
  const only = unique('only');
  await world.publish(only);
  const [last] = await arrivals(receiver, only);
  if (last === undefined) throw new Error('nothing arrived');
  new SvixWebhook(third).verify(last.body, signed(last));
  expect(() => new SvixWebhook(second).verify(last.body, signed(last))).toThrow();
});

test('of v1a everyone may read the public key, and it verifies [W3]', async () => {
  const receiver = await receive();
  const { webhookId, secret, publicKey } = await world.register(receiver.url, { signature: 'v1a' });
  expect(secret).toBeUndefined();
  const { keys } = (await world.management.call('GET', `/webhooks/${webhookId}/keys`)).body;
  expect(keys).toEqual([{ publicKey }]);
  const name = unique('ed25519');
  await world.publish(name);
  const [request] = await arrivals(receiver, name);
  if (request === undefined) throw new Error('nothing arrived');
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': list } = signed(request);
  const x = Buffer.from(keys[0].publicKey.slice('whpk_'.length), 'base64').toString('base64url');
  expect(
    verifyEd25519(
      null,
      Buffer.from(`${id}.${at}.${request.body}`),
      { key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' },
      Buffer.from(list.replace(/^v1a,/, ''), 'base64'),
    ),
  ).toBe(true);
});

test('a paused one is sent nothing, and is sent what it missed once it is enabled [W3]', async () => {
  const receiver = await receive();
  const { webhookId } = await world.register(receiver.url);
  const [before, meanwhile] = [unique('before'), unique('meanwhile')];
  await world.publish(before);
  await arrivals(receiver, before);
  const set = (status: string) => world.call('PATCH', `/webhooks/${webhookId}`, { status });
  expect((await set('paused')).body.webhook.status).toBe('paused');
  const other = await receive();
  await world.register(other.url);
  await world.publish(meanwhile);
  // Another one had it: then this one would have had it too.
  await arrivals(other, meanwhile);
  expect(receiver.requests.filter(({ body }) => body.includes(meanwhile))).toEqual([]);
  expect((await set('enabled')).body.webhook.status).toBe('enabled');
  await arrivals(receiver, meanwhile);
});

test('what failed is posted again, with the same id and a new time [W3]', async () => {
  const receiver = await receive(failsFirst(1));
  const { webhookId } = await world.register(receiver.url);
  const name = unique('retried');
  const eventId = await world.publish(name);
  const [first, second] = await arrivals(receiver, name, 2);
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  const seconds = (request?: ReceivedWebhook) => Number(request?.headers['webhook-timestamp']);
  expect(seconds(second)).toBeGreaterThanOrEqual(seconds(first) + 5);
  const delivery = await world.delivery(webhookId, eventId, ({ state }) => state === 'delivered');
  expect(delivery.attempts).toMatchObject([{ status: 500, answer: 'not yet' }, { status: 204 }]);
});

test('nobody is sent what they may not read, and who is revoked is sent nothing [W3]', async () => {
  const operator = unique('operator');
  const token = await target.token(operator, 'operator');
  const refused = await world.call(
    'POST',
    '/webhooks',
    { url: 'https://example.com/', channels: ['finance'] },
    token,
  );
  expect(refused).toMatchObject({ status: 403, body: { code: 'CHANNEL_NOT_ALLOWED' } });

  const receiver = await receive();
  const all = await world.register(receiver.url, { channels: ['*'] }, token);
  const forAdmins = await receive();
  await world.register(forAdmins.url, { channels: ['*'] });
  const [money, fight] = [unique('money'), unique('fight')];
  await world.publish(money, { channel: 'finance' });
  await arrivals(forAdmins, money);
  await world.publish(fight);
  await arrivals(receiver, fight);
  expect(receiver.requests.filter(({ body }) => body.includes(money))).toEqual([]);
  // Another operator knows of none that is not theirs.
  const stranger = await target.token(unique('operator'), 'operator');
  expect((await world.call('GET', `/webhooks/${all.webhookId}`, undefined, stranger)).status).toBe(
    404,
  );

  const system = await target.open('System', { follows: true });
  await world.call('POST', '/revocations', { userId: operator, reason: 'left' });
  const late = unique('late');
  await world.publish(late);
  await arrivals(forAdmins, late);
  await system.until(
    ({ data }) => data?.type === 'webhook.disabled' && data.data.webhookId === all.webhookId,
    110_000,
  );
  const { body } = await world.call('GET', `/webhooks/${all.webhookId}`);
  expect(body.webhook).toMatchObject({ status: 'disabled', reason: 'maker_revoked' });
  expect(receiver.requests.filter(({ body: text }) => text.includes(late))).toEqual([]);
});

test('a webhook that is removed is sent nothing more, and its id may be used again [W3]', async () => {
  const receiver = await receive();
  const webhookId = unique('mine-');
  const one = await world.register(receiver.url, { webhookId });
  expect(one.webhookId).toBe(webhookId);
  const twice = await world.call('POST', '/webhooks', { webhookId, url: receiver.url });
  expect(twice.status).toBe(409);
  expect(await world.call('DELETE', `/webhooks/${webhookId}`)).toMatchObject({
    status: 200,
    body: { removed: true },
  });
  expect((await world.call('GET', `/webhooks/${webhookId}`)).status).toBe(404);
  const other = await receive();
  const again = await world.register(other.url, { webhookId });
  expect(again.secret).not.toBe(one.secret);
  const name = unique('second');
  await world.publish(name);
  await arrivals(other, name);
  expect(receiver.requests).toEqual([]);
});

test('a recovery sends again what was not delivered, and nothing else [W3]', async () => {
  const receiver = await receive(answers(500));
  const since = Date.now() - 1_000;
  const { webhookId } = await world.register(receiver.url, { retryAttempts: 0 });
  const [lost, had] = [unique('lost'), unique('had')];
  const lostId = await world.publish(lost);
  await world.delivery(webhookId, lostId, ({ state }) => state === 'exhausted');
  receiver.becomes(answers(204));
  const hadId = await world.publish(had);
  await world.delivery(webhookId, hadId, ({ state }) => state === 'delivered');
  const recover = await world.call('POST', `/webhooks/${webhookId}/recover`, {
    since: new Date(since).toISOString(),
  });
  expect(recover.status).toBe(202);
  await arrivals(receiver, lost, 2);
  await world.delivery(webhookId, lostId, ({ state }) => state === 'delivered');
  expect(receiver.requests.filter(({ body }) => body.includes(had))).toHaveLength(1);
});

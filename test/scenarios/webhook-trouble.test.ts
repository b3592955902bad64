import {
  answers,
  answersHuge,
  answersLate,
  asksToWait,
  dripsBody,
  dripsHeaders,
  isGone,
  neverAnswers,
  type ReceiverBehaviour,
  type ReceiverOptions,
  redirectsTo,
  resets,
  startReceiver,
  type WebhookReceiver,
} from '../support/webhook-receivers.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { arrivals, createWebhookWorld, type WebhookWorld } from './support/webhook-world.ts';

/** Receivers that do not do what they should, and what the record of each says. */
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

async function receive(behaviour: ReceiverBehaviour, options: ReceiverOptions = {}) {
  const receiver = await startReceiver(behaviour, options);
  receivers.push(receiver);
  return receiver;
}

/** The first attempt at a receiver, of a webhook that makes no other. */
async function firstAttempt(url: string, timeoutMs = 10_000) {
  const { webhookId } = await world.register(url, { retryAttempts: 0, timeoutMs });
  const eventId = await world.publish(unique('trouble'));
  const { state, attempts } = await world.delivery(
    webhookId,
    eventId,
    delivery => delivery.state !== 'pending',
  );
  expect(attempts).toHaveLength(1);
  return { webhookId, state, attempt: attempts[0] };
}

test('one that is slow within its time has it [W3]', async () => {
  const receiver = await receive(answersLate(500));
  expect(await firstAttempt(receiver.url)).toMatchObject({
    state: 'delivered',
    attempt: { status: 204 },
  });
});

test('50 MB in answer to a delivery are not read, and it counts [W3]', async () => {
  const receiver = await receive(answersHuge());
  const { state, attempt } = await firstAttempt(receiver.url);
  expect({ state, attempt }).toMatchObject({
    state: 'delivered',
    attempt: { status: 200, answerCut: true },
  });
  expect(attempt?.answer).toHaveLength(1_024);
});

test('a byte a second in answer holds nothing up beyond the time limit [W3]', async () => {
  const body = await receive(dripsBody());
  expect(await firstAttempt(body.url, 2_000)).toMatchObject({
    state: 'delivered',
    attempt: { status: 200 },
  });
  const headers = await receive(dripsHeaders());
  expect(await firstAttempt(headers.url, 2_000)).toMatchObject({
    state: 'exhausted',
    attempt: { failure: 'TIMEOUT' },
  });
});

test('one that never answers, and one that resets, fail [W3]', async () => {
  const never = await receive(neverAnswers);
  expect(await firstAttempt(never.url, 2_000)).toMatchObject({
    state: 'exhausted',
    attempt: { failure: 'TIMEOUT' },
  });
  const reset = await receive(resets);
  expect(await firstAttempt(reset.url)).toMatchObject({
    state: 'exhausted',
    attempt: { failure: 'CONNECTION_FAILED' },
  });
});

test('a redirect is a failure, and nothing is posted where it points [W3]', async () => {
  const elsewhere = await receive(answers(204));
  const receiver = await receive(redirectsTo(elsewhere.url));
  expect(await firstAttempt(receiver.url)).toMatchObject({
    state: 'exhausted',
    attempt: { status: 307 },
  });
  expect(elsewhere.connectionCount).toBe(0);
});

test('a certificate of nobody trusted is refused [W3]', async () => {
  const receiver = await receive(answers(204), { certificate: 'self-signed' });
  expect(await firstAttempt(receiver.url)).toMatchObject({
    state: 'exhausted',
    attempt: { failure: 'TLS_FAILED' },
  });
  expect(receiver.requests).toEqual([]);
});

test('one that answers 410 is disabled, and that is news on system [W3]', async () => {
  const receiver = await receive(isGone);
  const system = await target.open('System', { follows: true });
  await system.until(({ event }) => event === 'connected');
  const { webhookId } = await world.register(receiver.url);
  const name = unique('gone');
  await world.publish(name);
  await system.until(
    ({ data }) => data?.type === 'webhook.disabled' && data.data.webhookId === webhookId,
    110_000,
  );
  const { webhook } = (await world.call('GET', `/webhooks/${webhookId}`)).body;
  expect(webhook).toMatchObject({ status: 'disabled', reason: 'gone' });
  expect(receiver.requests.filter(({ body }) => body.includes(name))).toHaveLength(1);
});

test('one that asks to wait is left alone for so long [W3]', async () => {
  const receiver = await receive(asksToWait('12'));
  const { webhookId } = await world.register(receiver.url);
  const [first, second] = [unique('first'), unique('second')];
  await world.publish(first);
  const [refused] = await arrivals(receiver, first);
  receiver.becomes(answers(204));
  await world.publish(second);
  const [accepted] = await arrivals(receiver, second);
  const waitedMs = (accepted?.atMs ?? 0) - (refused?.atMs ?? 0);
  expect(waitedMs).toBeGreaterThanOrEqual(11_900);
  await arrivals(receiver, first, 2);
  expect((await world.call('GET', `/webhooks/${webhookId}`)).body.webhook.status).toBe('enabled');
});

test.each([
  'http://example.com/hook',
  'https://10.0.0.1/hook',
  'https://[::ffff:169.254.169.254]/latest/meta-data',
  'https://0xa9fea9fe/',
  'https://ana:secret@example.com/',
  'https://2852039166/',
])('%s is refused at once [W3]', async url => {
  const { status, body } = await world.call('POST', '/webhooks', { url });
  expect({ status, code: body.code }).toEqual({ status: 400, code: 'BODY_INVALID' });
  expect(body.detail).not.toContain('secret');
});

import type { OutgoingWebhook } from '../../../../core/webhook/send-webhook.ts';
import { createSender } from '../../../../lambdas/adapters/webhooks/send-webhook.ts';
import {
  answers,
  answersHuge,
  answersLate,
  answersManyHeaders,
  asksToWait,
  breaksBody,
  dripsBody,
  dripsHeaders,
  failsFirst,
  isGone,
  neverAnswers,
  type ReceiverBehaviour,
  type ReceiverOptions,
  redirectsTo,
  resets,
  speaksNoHttp,
  startReceiver,
  startSilentReceiver,
  testAuthority,
  type WebhookReceiver,
} from '../../../support/webhook-receivers.ts';

const sender = createSender({ allowsLoopback: true, destinations: [], ca: testAuthority });
const receivers: WebhookReceiver[] = [];

afterEach(async () => {
  for (const receiver of receivers.splice(0)) await receiver.close();
});
afterAll(() => sender.close());

async function receiving(behaviour: ReceiverBehaviour, options: ReceiverOptions = {}) {
  const receiver = await startReceiver(behaviour, { certificate: 'good', ...options });
  receivers.push(receiver);
  return receiver;
}

const message = (url: string, changes: Partial<OutgoingWebhook> = {}): OutgoingWebhook => ({
  url,
  headers: { 'content-type': 'application/json', 'webhook-id': 'msg_1' },
  body: '{"type":"BET_MATCHED","note":"2 × 3 €"}',
  timeoutMs: 10_000,
  ...changes,
});

const tookMs = expect.any(Number);
const whole = { isAnswerCut: false, retryAfterMs: undefined, tookMs };

test('a message arrives as it is, and its answer comes back', async () => {
  const receiver = await receiving(answers(200, 'thanks'));
  const sent = await sender.send(message(`${receiver.url}?a=1&b=%2F`));
  expect(sent).toEqual({ kind: 'answered', status: 200, answer: 'thanks', ...whole });
  expect(receiver.requests).toEqual([
    {
      method: 'POST',
      path: '/hooks?a=1&b=%2F',
      headers: {
        host: `localhost:${receiver.port}`,
        connection: 'keep-alive',
        'content-type': 'application/json',
        'webhook-id': 'msg_1',
        'content-length': '42',
      },
      body: '{"type":"BET_MATCHED","note":"2 × 3 €"}',
      atMs: expect.any(Number),
    },
  ]);
});

test('an answer without a body is one', async () => {
  const receiver = await receiving(answers(204));
  const sent = await sender.send(message(receiver.url));
  expect(sent).toEqual({ kind: 'answered', status: 204, answer: '', ...whole });
});

test('without TLS this machine is reached too, on a laptop', async () => {
  const receiver = await receiving(answers(204), { certificate: undefined });
  expect(await sender.send(message(receiver.url))).toMatchObject({ status: 204 });
});

test('posts of one sender share connections; with the sender they end', async () => {
  const receiver = await receiving(answers(204));
  const own = createSender({ allowsLoopback: true, destinations: [], ca: testAuthority });
  for (let nth = 0; nth < 20; nth += 1) await own.send(message(receiver.url));
  const opened = receiver.connectionCount;
  expect(opened).toBeLessThan(20);
  await own.close();
  await receiver.abandoned();
  const other = createSender({ allowsLoopback: true, destinations: [], ca: testAuthority });
  await other.send(message(receiver.url));
  expect(receiver.connectionCount).toBe(opened + 1);
  await other.close();
});

test('failures come back as they were answered, and nothing is repeated', async () => {
  const receiver = await receiving(failsFirst(2));
  expect(await sender.send(message(receiver.url))).toMatchObject({
    status: 500,
    answer: 'not yet',
  });
  expect(await sender.send(message(receiver.url))).toMatchObject({ status: 500 });
  expect(await sender.send(message(receiver.url))).toMatchObject({ status: 204 });
  expect(receiver.requests).toHaveLength(3);
});

test('a receiver that is gone answers 410', async () => {
  const receiver = await receiving(isGone);
  expect(await sender.send(message(receiver.url))).toMatchObject({ status: 410, answer: 'gone' });
});

test('how long a receiver wants to be left alone comes with its answer', async () => {
  const receiver = await receiving(asksToWait('120'));
  expect(await sender.send(message(receiver.url))).toMatchObject({
    status: 429,
    retryAfterMs: 120_000,
  });
  receiver.becomes(asksToWait('Sat, 21 Nov 2020 12:00:00 GMT'));
  expect(await sender.send(message(receiver.url))).toMatchObject({ status: 429, retryAfterMs: 0 });
});

test.each([301, 302, 303, 307, 308])(
  'a redirect by %d is an answer and is not followed [W3]',
  async status => {
    const inside = await receiving(answers(200));
    const receiver = await receiving(redirectsTo(inside.url, status));
    expect(await sender.send(message(receiver.url))).toMatchObject({ kind: 'answered', status });
    expect(inside.connectionCount).toBe(0);
  },
);

test('of 50 MB the beginning is kept, and the rest is not read', async () => {
  const receiver = await receiving(answersHuge());
  const sent = await sender.send(message(receiver.url));
  expect(sent).toEqual({
    kind: 'answered',
    status: 200,
    answer: 'x'.repeat(1_024),
    isAnswerCut: true,
    retryAfterMs: undefined,
    tookMs,
  });
  await receiver.abandoned();
});

test('an answer of just 1,024 bytes is whole, one of 1,025 is cut', async () => {
  const receiver = await receiving(answers(200, 'y'.repeat(1_024)));
  const kept = { answer: 'y'.repeat(1_024), status: 200 };
  expect(await sender.send(message(receiver.url))).toMatchObject({ ...kept, isAnswerCut: false });
  receiver.becomes(answers(200, 'y'.repeat(1_025)));
  expect(await sender.send(message(receiver.url))).toMatchObject({ ...kept, isAnswerCut: true });
});

test('a body of a byte now and then counts once its status is there; its connection ends', async () => {
  const receiver = await receiving(dripsBody(20, 202));
  const sent = await sender.send(message(receiver.url, { timeoutMs: 3_000 }));
  expect(sent).toMatchObject({ kind: 'answered', status: 202, isAnswerCut: true });
  expect(sent).toHaveProperty('answer', expect.stringMatching(/^x+$/));
  await receiver.abandoned();
});

test('a body that breaks off counts too', async () => {
  const receiver = await receiving(breaksBody(200, 'the beginning'));
  expect(await sender.send(message(receiver.url))).toMatchObject({
    kind: 'answered',
    status: 200,
    answer: 'the beginning',
    isAnswerCut: true,
  });
});

const timedOut = {
  kind: 'failed',
  failure: 'TIMEOUT',
  message: 'localhost did not answer in time (ETIMEDOUT)',
  tookMs,
};

test.each([
  ['never answers', neverAnswers],
  ['sends its headers a byte now and then', dripsHeaders(20)],
  ['answers too late', answersLate(new Promise(() => {}))],
])('a receiver that %s is given up at its time, and so is its connection', async (_, behaviour) => {
  const receiver = await receiving(behaviour);
  expect(await sender.send(message(receiver.url, { timeoutMs: 300 }))).toEqual(timedOut);
  await receiver.abandoned();
});

test('a handshake that never ends is given up at its time, and so is its connection', async () => {
  await using receiver = await startSilentReceiver();
  const url = `https://localhost:${receiver.port}/`;
  expect(await sender.send(message(url, { timeoutMs: 300 }))).toEqual(timedOut);
  expect(receiver.connectionCount).toBe(1);
  await receiver.abandoned();
});

test('a lookup that never ends is given up at its time', async () => {
  const resolve = () => new Promise<never>(() => {});
  const own = createSender({ allowsLoopback: true, destinations: [], resolve });
  expect(await own.send(message('https://receiver.test/', { timeoutMs: 100 }))).toMatchObject({
    failure: 'TIMEOUT',
  });
  await own.close();
});

test('a slow answer within its time is an answer', async () => {
  const receiver = await receiving(answersLate(50));
  expect(await sender.send(message(receiver.url))).toMatchObject({ status: 204 });
});

test.each([
  ['resets', resets, 'CONNECTION_FAILED'],
  ['speaks another protocol', speaksNoHttp, 'ANSWER_INVALID'],
  ['answers with a megabyte of headers', answersManyHeaders(), 'ANSWER_INVALID'],
])('a receiver that %s has not answered', async (_, behaviour, failure) => {
  const receiver = await receiving(behaviour);
  expect(await sender.send(message(receiver.url))).toMatchObject({ kind: 'failed', failure });
});

test('a port where nobody listens is a failed connection, and the message names the code only', async () => {
  const receiver = await startReceiver(answers(204));
  await receiver.close();
  expect(await sender.send(message(`https://localhost:${receiver.port}/`))).toEqual({
    kind: 'failed',
    failure: 'CONNECTION_FAILED',
    message: 'the connection to localhost failed (ECONNREFUSED)',
    tookMs,
  });
});

test.each([
  ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['other-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['expired', 'CERT_HAS_EXPIRED'],
] as const)('with a certificate that is %s nothing is sent [W3]', async (certificate, code) => {
  const receiver = await receiving(answers(204), { certificate });
  expect(await sender.send(message(receiver.url))).toEqual({
    kind: 'failed',
    failure: 'TLS_FAILED',
    message: `localhost did not prove by TLS that it is that host (${code})`,
    tookMs,
  });
  expect(receiver.requests).toEqual([]);
});

test('an authority that is not known is not trusted, and no TLS is none', async () => {
  const own = createSender({ allowsLoopback: true, destinations: [] });
  const receiver = await receiving(answers(204));
  expect(await own.send(message(receiver.url))).toMatchObject({ failure: 'TLS_FAILED' });
  const plain = await receiving(answers(204), { certificate: undefined });
  const url = `https://127.0.0.1:${plain.port}/`;
  expect(await own.send(message(url))).toMatchObject({ failure: 'TLS_FAILED' });
  expect([...receiver.requests, ...plain.requests]).toEqual([]);
  await own.close();
});

test('a name that does not exist is not found', async () => {
  const resolve = async () => {
    throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  };
  const own = createSender({ allowsLoopback: false, destinations: [], resolve });
  expect(await own.send(message('https://nobody.example.com/'))).toEqual({
    kind: 'failed',
    failure: 'NAME_NOT_FOUND',
    message: 'nobody.example.com could not be looked up (ENOTFOUND)',
    tookMs,
  });
  await own.close();
});

test('one that hangs leaves those of other receivers alone', async () => {
  const hanging = await receiving(neverAnswers);
  const good = await receiving(answers(204));
  const hung = sender.send(message(hanging.url, { timeoutMs: 2_000 }));
  const sent = await Promise.all(Array.from({ length: 20 }, () => sender.send(message(good.url))));
  expect(sent.map(each => each.kind === 'answered' && each.status)).toEqual(Array(20).fill(204));
  expect(await hung).toMatchObject({ failure: 'TIMEOUT' });
});

import { once } from 'node:events';
import type { Server } from 'node:http';
import { Webhook } from 'standardwebhooks';
import type { Publisher } from '../../../clients/backend/index.ts';
import {
  createWebhookServer,
  webhookPath,
} from '../../../examples/inbound-webhook/webhook-server.ts';
import {
  type PublishedTables,
  startPublishedTables,
} from '../../clients/backend/published-tables.ts';

// Of the specification's example, as all literal signatures here.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const anotherSecret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const nowMs = 1_795_291_205_000;
const refund = {
  type: 'refund.created',
  data: { paymentId: 'p1', userId: 'ana', amount: 500, currency: 'MXN', reason: 'cancelled' },
};

let tables: PublishedTables;
let publisher: Publisher;
let server: Server;
let origin: string;
const errors: unknown[] = [];

beforeAll(async () => {
  tables = await startPublishedTables();
  publisher = tables.publisher();
  server = createWebhookServer({
    publisher,
    secret,
    onError: error => errors.push(error),
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address');
  origin = `http://127.0.0.1:${address.port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await tables.stop();
});
beforeEach(async () => {
  await tables.changes();
  // The package reads the clock by itself.
  jest.spyOn(Date, 'now').mockReturnValue(nowMs);
});
afterEach(() => {
  jest.restoreAllMocks();
});

async function post(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  return await fetch(`${origin}${webhookPath}`, { method: 'POST', headers, body });
}

/** The headers of a delivery as the package makes them for a provider. */
function signed(body: string, id = 'wh-1', atMs = nowMs, by = secret): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(atMs / 1_000)),
    'webhook-signature': new Webhook(by).sign(id, new Date(atMs), body),
  };
}

test('the example of the specification is signed as it says, and accepted', async () => {
  jest.spyOn(Date, 'now').mockReturnValue(1_614_265_330_000);
  const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  };
  expect(signed('{"test": 2432232314}', id, 1_614_265_330_000)).toEqual(headers);
  // Believed, and then no webhook of this provider.
  expect((await post('{"test": 2432232314}', headers)).status).toBe(400);
  expect((await post('{"test": 2432232315}', headers)).status).toBe(401);
});

// `openssl dgst -sha256 -mac HMAC` over `wh-0.1795291205.` and the body, with the decoded secret.
test('a delivery that was signed elsewhere becomes its event, beyond ASCII too', async () => {
  const body =
    '{"type":"refund.created","data":{"paymentId":"p1","userId":"añá 🐓","amount":500,"currency":"MXN"}}';
  const headers = {
    'webhook-id': 'wh-0',
    'webhook-timestamp': '1795291205',
    'webhook-signature': 'v1,SghwyNZTiv0xlb0bN1kd2wpAN/0gu0tZYAKgF3Uwa2g=',
  };
  expect((await post(body, headers)).status).toBe(204);
  expect(await tables.received()).toEqual([
    ['payment.refunded', { paymentId: 'p1', amount: 500, currency: 'MXN' }],
  ]);
});

test('a signed webhook becomes its event', async () => {
  const body = JSON.stringify(refund);
  expect((await post(body, signed(body))).status).toBe(204);
  expect(await tables.received()).toEqual([
    ['payment.refunded', { paymentId: 'p1', amount: 500, currency: 'MXN', reason: 'cancelled' }],
  ]);
});

test('delivered again it is taken and published no more; changed it is a conflict', async () => {
  const body = JSON.stringify(refund);
  await post(body, signed(body, 'wh-2'));
  await tables.changes();
  expect((await post(body, signed(body, 'wh-2', nowMs + 60_000))).status).toBe(204);
  const other = JSON.stringify({ ...refund, data: { ...refund.data, amount: 501 } });
  expect((await post(other, signed(other, 'wh-2'))).status).toBe(409);
  expect(await tables.received()).toEqual([]);
});

test('a payment is a transaction, whichever way it went', async () => {
  for (const [type, paymentId] of [
    ['payment.succeeded', 'p2'],
    ['payment.failed', 'p3'],
  ]) {
    const { reason: _, ...data } = refund.data;
    const body = JSON.stringify({ type, data: { ...data, paymentId } });
    expect((await post(body, signed(body, paymentId))).status).toBe(204);
  }
  expect(await tables.received()).toMatchObject([
    ['PAYMENT_PROCESSED', { transactionId: 'p2', status: 'completed', provider: 'example' }],
    ['PAYMENT_PROCESSED', { transactionId: 'p3', status: 'failed' }],
  ]);
});

test('a payment that the backend began ends as the provider says, if it is the same', async () => {
  const { reason: _, ...data } = refund.data;
  const begun = { userId: 'ana', amount: 500, currency: 'MXN' };
  for (const [transactionId, amount] of [
    ['p4', 500],
    ['p5', 500],
    ['p6', 700],
  ] as const) {
    await publisher.transactions.payment({ ...begun, transactionId, amount });
  }
  await tables.changes();
  const statuses: number[] = [];
  for (const [type, paymentId] of [
    ['payment.succeeded', 'p4'],
    ['payment.failed', 'p5'],
    ['payment.succeeded', 'p6'],
  ]) {
    const text = JSON.stringify({ type, data: { ...data, paymentId } });
    statuses.push((await post(text, signed(text, paymentId))).status);
  }
  expect(statuses).toEqual([204, 204, 409]);
  expect(await tables.received()).toMatchObject([
    ['PAYMENT_PROCESSED', { transactionId: 'p4', status: 'completed' }],
    ['PAYMENT_PROCESSED', { transactionId: 'p5', status: 'failed' }],
  ]);
});

const body = JSON.stringify(refund);
const good = signed(body);

test.each([
  ['no headers', {}],
  ['no id', { ...good, 'webhook-id': '' }],
  ['another id', { ...good, 'webhook-id': 'wh-9' }],
  ['another time', { ...good, 'webhook-timestamp': '1795291206' }],
  ['a time that is none', { ...good, 'webhook-timestamp': 'now' }],
  ["another's signature", signed(body, 'wh-1', nowMs, anotherSecret)],
  [
    "a signature with the secret's text for its key",
    { ...good, 'webhook-signature': 'v1,iqnJ98NSnHllzJ5sqS5iPkg4ckEp0kt+FfA4aNM8/7U=' },
  ],
  ['more than 200 characters of an id', signed(body, 'w'.repeat(201))],
  ['a signature of another body', signed(`${body} `)],
  [
    'a signature cut short',
    { ...good, 'webhook-signature': good['webhook-signature']?.slice(0, 20) ?? '' },
  ],
  [
    'a signature of another version',
    { ...good, 'webhook-signature': good['webhook-signature']?.replace('v1,', 'v2,') ?? '' },
  ],
  ['a delivery of five minutes and a second ago', signed(body, 'wh-1', nowMs - 301_000)],
  ['a delivery of the future', signed(body, 'wh-1', nowMs + 301_000)],
])('with %s it is refused, and nothing is published [M4]', async (_title, headers) => {
  const response = await post(body, headers);
  expect(response.status).toBe(401);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toEqual({ status: 401, detail: expect.any(String) });
  expect(await tables.received()).toEqual([]);
});

test.each([
  ['five minutes ago', nowMs - 300_000],
  ['five minutes ahead', nowMs + 300_000],
])('a delivery of %s is taken', async (_title, atMs) => {
  expect((await post(body, signed(body, 'wh-1', atMs))).status).toBe(204);
});

test('while a secret is replaced, either signature will do', async () => {
  const { 'webhook-signature': old } = signed(body, 'wh-3', nowMs, anotherSecret);
  const { 'webhook-signature': current, ...rest } = signed(body, 'wh-3');
  const response = await post(body, { ...rest, 'webhook-signature': `${old} ${current}` });
  expect(response.status).toBe(204);
});

test.each([
  ['no JSON', '{', 400],
  ['a refund without its amount', '{"type":"refund.created","data":{"paymentId":"p"}}', 400],
  ['no type', '{"data":{}}', 400],
  ['a type that is none of ours', '{"type":"invoice.created","data":{}}', 202],
])('%s is answered with its status, and nothing is published', async (_title, sent, status) => {
  expect((await post(sent, signed(sent))).status).toBe(status);
  expect(await tables.received()).toEqual([]);
});

test('a body of 64 KB is read, one byte more is refused', async () => {
  const exact = `{"type":"other","data":"${'x'.repeat(65_536 - 26)}"}`;
  expect(exact.length).toBe(65_536);
  expect((await post(exact, signed(exact))).status).toBe(202);
  expect((await post(`${exact} `, signed(`${exact} `))).status).toBe(413);
});

test('another path and another method are answered with what is expected', async () => {
  const elsewhere = await fetch(`${origin}/`, { method: 'POST' });
  expect(elsewhere.status).toBe(404);
  const got = await fetch(`${origin}${webhookPath}`);
  expect(got.status).toBe(405);
  expect(got.headers.get('allow')).toBe('POST');
});

test('while nothing can be published the provider is asked to try again', async () => {
  await publisher.close();
  const response = await post(body, signed(body, 'wh-4'));
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('5');
  expect(errors).toMatchObject([{ code: 'PUBLISHER_CLOSED' }]);
});

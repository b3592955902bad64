import { signToken } from '../../../core/auth/sign-token.ts';
import type { StoredPaymentStream } from '../../../core/payment-stream/stored-payment-stream.ts';
import { createApp } from '../../../lambdas/management/app.ts';
import { requestOf } from '../../../lambdas/management/request.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { memoryPaymentStreams, paymentStream } from '../../support/memory-payment-streams.ts';
import { noDrain } from '../../support/no-drain.ts';
import { unusedPorts } from './unused-ports.ts';
import { urlEvent } from './url-event.ts';

const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const claims = { issuer: 'gallobets', audience: 'gallobets-realtime' };
const now = Date.parse('2026-11-20T20:00:01.500Z');

const items = [
  paymentStream({ streamId: '1', recipient: 'bea' }),
  paymentStream({ streamId: '2', recipient: 'carl' }),
  paymentStream({ streamId: 'a/b %', recipient: 'bea' }),
];

interface Caller {
  readonly userId: string;
  readonly role: string;
  readonly permissions?: string[];
}

const bea = { userId: 'bea', role: 'bettor' };
const backend = { userId: 'payroll', role: 'backend', permissions: ['payment-streams:create'] };

/** Asks as somebody, of a table of these items, and gives the answer with what was written. */
async function ask(caller: Caller, method: string, target: string, body?: unknown) {
  const written: StoredPaymentStream[] = [];
  const audited: unknown[] = [];
  const all = () => [...items, ...written];
  const find = async (streamId: string) => all().find(item => item.streamId === streamId);
  const app = createApp({
    ...unusedPorts(),
    config: {
      jwtIssuer: claims.issuer,
      jwtAudience: claims.audience,
      allowedOrigins: [],
      frontDoorOrigin: undefined,
    } as never,
    keys: {
      tokenKey: { kind: 'secret', source: fixedSecret(secret) },
      sseSecrets: fixedSecret(secret),
    },
    revocations: { isRevoked: async () => false } as never,
    rates: { take: async () => ({ kind: 'within' }) },
    drains: noDrain,
    statistics: { request: () => undefined, error: () => undefined } as never,
    audit: { record: entry => audited.push(entry), settled: async () => undefined },
    paymentStreams: {
      find,
      create: async stream => {
        const exists = await find(stream.streamId);
        if (exists !== undefined) return { exists };
        written.push(stream);
        return 'created';
      },
    },
    paymentStreamLists: memoryPaymentStreams(items),
    now: () => now,
  });
  const token = await signToken({ ttlSeconds: 600, now, ...claims, ...caller }, secret);
  const event = urlEvent(method, target, {
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const lambdaContext = { awsRequestId: 'request-1' };
  const answer = await app.fetch(requestOf(event), { event, lambdaContext });
  // biome-ignore lint/suspicious/noExplicitAny: tests compare what came with literals
  const answered: any = await answer.json();
  return { status: answer.status, body: answered, written, audited };
}

const shown = {
  streamId: '1',
  sender: 'house',
  recipient: 'bea',
  ratePerSecond: '10',
  depositedAmount: '1000',
  withdrawnAmount: '0',
  startTime: 1_795_204_800_000,
  status: 'active',
  depletesAt: 1_795_204_900_000,
  accrued: '15',
  withdrawable: '15',
  uncovered: '0',
};

test('a side is given the payment stream and what has accrued by the server’s clock', async () => {
  expect(await ask(bea, 'GET', '/streams/1')).toMatchObject({
    status: 200,
    body: { at: 1_795_204_801_500, stream: shown },
  });
  expect(await ask(bea, 'GET', '/streams/a%2Fb%20%25')).toMatchObject({
    status: 200,
    body: { stream: { streamId: 'a/b %' } },
  });
});

test('what is not there and what is somebody else’s are refused alike', async () => {
  const refusals = [await ask(bea, 'GET', '/streams/2'), await ask(bea, 'GET', '/streams/9')];
  expect(refusals.map(({ status }) => status)).toEqual([404, 404]);
  const [others, none] = refusals.map(({ body }) => JSON.stringify(body));
  expect(others).toBe(none?.replace('received 9;', 'received 2;'));
});

test('a list is of one’s own, and says what has accrued by when', async () => {
  const { status, body } = await ask(bea, 'GET', '/streams?limit=1');
  expect(status).toBe(200);
  expect(body).toEqual({
    at: 1_795_204_801_500,
    streams: [shown],
    next: expect.stringMatching(/^[\w-]+$/),
  });
});

test.each([
  ['those that are named, as far as they are hers', '?streams=1&streams=2&streams=9', ['1']],
  ['one that is named', '?streams=a%2Fb%20%25', ['a/b %']],
  ['her own, by name', '?user=bea', ['1', 'a/b %']],
])('a query for %s is answered', async (_title, query, expected) => {
  const { status, body } = await ask(bea, 'GET', `/streams${query}`);
  const ids = body.streams.map(({ streamId }: { readonly streamId: string }) => streamId);
  expect([status, ids]).toEqual([200, expected]);
});

test.each([
  ['somebody else', '?user=carl', 403, 'ROLE_NOT_ALLOWED'],
  ['nobody', '?user=nobody', 403, 'ROLE_NOT_ALLOWED'],
  ['two users', '?user=bea&user=carl', 400, 'QUERY_INVALID'],
  ['an unknown status', '?status=depleted', 400, 'QUERY_INVALID'],
  ['an id without characters', '?streams=1&streams=', 400, 'QUERY_INVALID'],
  ['an id of too many', `?streams=${'x'.repeat(257)}`, 400, 'QUERY_INVALID'],
  ['too many ids', `?${'streams=1&'.repeat(101)}`, 400, 'QUERY_INVALID'],
  ['what there is not', '?all=true', 400, 'QUERY_INVALID'],
  ['a page that nobody gave', '?next=abc', 400, 'QUERY_INVALID'],
  ['one by too long an id', `/${'x'.repeat(257)}`, 400, 'QUERY_INVALID'],
  ['one with a query', '/1?user=bea', 400, 'QUERY_INVALID'],
])('a request for %s is refused', async (_title, target, expectedStatus, code) => {
  const { status, body } = await ask(bea, 'GET', `/streams${target}`);
  expect([status, body.code]).toEqual([expectedStatus, code]);
});

const asked = { sender: 'house', recipient: 'bea', ratePerSecond: '3', depositedAmount: '9' };

test('one that is made without an id gets one, and the audit says which', async () => {
  const { status, body, written, audited } = await ask(backend, 'POST', '/streams', asked);
  expect(status).toBe(201);
  const { streamId } = body.stream;
  expect(streamId).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  expect(body).toEqual({
    at: now,
    stream: {
      ...asked,
      streamId,
      withdrawnAmount: '0',
      startTime: now,
      status: 'active',
      depletesAt: now + 3_000,
      accrued: '0',
      withdrawable: '0',
      uncovered: '0',
    },
  });
  expect(written.map(stream => stream.streamId)).toEqual([streamId]);
  expect(audited).toMatchObject([
    {
      actor: 'payroll',
      action: 'create_payment_stream',
      subject: `payment-stream#${streamId}`,
      outcome: 'done',
    },
  ]);
});

test('one whose id is taken by another is refused, and audited so', async () => {
  const answer = await ask(backend, 'POST', '/streams', { ...asked, streamId: '1' });
  expect(answer).toMatchObject({
    status: 409,
    body: { code: 'PAYMENT_STREAM_EXISTS', category: 'CLIENT', recovery: 'none' },
    written: [],
    audited: [{ subject: 'payment-stream#1', outcome: 'refused', code: 'PAYMENT_STREAM_EXISTS' }],
  });
});

test.each([
  [
    'a negative amount',
    { ratePerSecond: '-3' },
    'received ratePerSecond=-3; expected a whole number of 0 or more as a string of digits, such as "1000", of at most 128 bits with its sign',
  ],
  [
    'an amount that is a number',
    { depositedAmount: 9 },
    'received depositedAmount=9; expected a whole number of 0 or more as a string of digits, such as "1000", of at most 128 bits with its sign',
  ],
  [
    'oneself as recipient',
    { recipient: 'house' },
    'received recipient=house; expected another than the sender',
  ],
  [
    'a start in words',
    { startTime: 'now' },
    'received startTime=now; expected milliseconds since the Unix epoch, from 0 to 253402300799999',
  ],
])('%s is refused with what was received and what was expected', async (_title, change, detail) => {
  const answer = await ask(backend, 'POST', '/streams', { ...asked, ...change });
  expect(answer).toMatchObject({
    status: 400,
    body: { code: 'BODY_INVALID', detail },
    written: [],
  });
});

import { applyAction } from '../../../core/payment-stream/apply-action.ts';
import { createPaymentStream } from '../../../core/payment-stream/create-payment-stream.ts';
import type { PaymentStreamAction } from '../../../core/payment-stream/payment-stream-action.ts';
import type { StoredPaymentStream } from '../../../core/payment-stream/stored-payment-stream.ts';
import { AppError } from '../../../core/wire/app-error.ts';

const nowMs = Date.parse('2026-11-20T20:00:00.000Z');
const laterMs = nowMs + 60_000;

const asked = {
  streamId: '42',
  sender: 'house',
  recipient: 'bea',
  ratePerSecond: '3',
  depositedAmount: '259200',
};

const created: StoredPaymentStream = {
  ...asked,
  withdrawnAmount: '0',
  status: 'active',
  startTime: '2026-11-20T20:00:00.000Z',
  createdAt: '2026-11-20T20:00:00.000Z',
  updatedAt: '2026-11-20T20:00:00.000Z',
};

/** A table of one item at most. */
function store(item?: StoredPaymentStream) {
  const written: StoredPaymentStream[] = [];
  return {
    written,
    create: async (stream: StoredPaymentStream) => {
      if (item !== undefined) return { exists: item };
      written.push(stream);
      return 'created' as const;
    },
  };
}

/** The payment stream after these actions, a minute after it was created. */
function after(...actions: readonly PaymentStreamAction[]): StoredPaymentStream {
  return actions.reduce((stream, action) => {
    const result = applyAction(stream, { streamId: '42', action, atMs: laterMs });
    if (result.kind !== 'write') throw new Error(`${action.kind} was ${result.kind}`);
    return result.stream;
  }, created);
}

test('a payment stream is written as it was asked for, running from now on', async () => {
  const table = store();
  expect(await createPaymentStream(asked, table, nowMs)).toEqual({ isNew: true, stream: created });
  expect(table.written).toEqual([created]);
});

test('one that has a token and starts later is written so', async () => {
  const startTime = Date.parse('2026-12-01T00:00:00.000Z');
  const more = { tokenAddress: 'CUSD', startTime };
  const { stream } = await createPaymentStream({ ...asked, ...more }, store(), nowMs);
  expect(stream).toEqual({
    ...created,
    tokenAddress: 'CUSD',
    startTime: '2026-12-01T00:00:00.000Z',
  });
});

test.each([
  ['just created', created],
  ['paid out in part', after({ kind: 'withdraw', amount: '100' })],
  ['paused', after({ kind: 'pause' })],
  ['cancelled', after({ kind: 'cancel' })],
  ['topped up', after({ kind: 'top_up', amount: '1' })],
  ['of another rate since', after({ kind: 'change_rate', ratePerSecond: '4' })],
])('a repetition is given the payment stream as it is: %s', async (_title, stream) => {
  const table = store(stream);
  expect(await createPaymentStream(asked, table, laterMs)).toEqual({ isNew: false, stream });
  const startTime = Date.parse('2026-11-20T20:00:00.000Z');
  const said = await createPaymentStream({ ...asked, startTime }, table, laterMs);
  expect(said).toEqual({ isNew: false, stream });
  expect(table.written).toEqual([]);
});

test.each([
  ['sender', { sender: 'mallory' }],
  ['recipient', { recipient: 'mallory' }],
  ['token', { tokenAddress: 'CUSD' }],
  ['rate', { ratePerSecond: '4' }],
  ['larger deposit', { depositedAmount: '259201' }],
  ['smaller deposit', { depositedAmount: '259199' }],
  ['start', { startTime: nowMs + 1 }],
])('another %s under the same id is refused, and nothing is written', async (_title, other) => {
  const table = store(created);
  await expect(createPaymentStream({ ...asked, ...other }, table, nowMs)).rejects.toMatchObject({
    problem: {
      status: 409,
      code: 'PAYMENT_STREAM_EXISTS',
      detail:
        'received 42, which was created with other terms; expected the same terms, or an id that is free',
    },
  });
  expect(table.written).toEqual([]);
});

test.each([
  ['an item that is no payment stream takes its id', 'INPUT_INVALID', 'PAYMENT_STREAM_EXISTS'],
  ['a store that fails is no refusal', 'STORE_UNAVAILABLE', undefined],
] as const)('%s', async (_title, code, refusal) => {
  const error = new AppError(code, 'the item of 42 is not a payment stream');
  const failing = { create: () => Promise.reject(error) };
  const thrown = await createPaymentStream(asked, failing, nowMs).catch((each: unknown) => each);
  expect(refusal === undefined ? thrown : Reflect.get(thrown as object, 'problem')).toMatchObject(
    refusal === undefined ? { code } : { status: 409, code: refusal },
  );
});

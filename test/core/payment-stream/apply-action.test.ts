import fc from 'fast-check';
import { applyAction, newPaymentStream } from '../../../core/payment-stream/apply-action.ts';
import type {
  PaymentStreamAction,
  PaymentStreamActionKind,
} from '../../../core/payment-stream/payment-stream-action.ts';
import {
  type StoredPaymentStream,
  termsOf,
} from '../../../core/payment-stream/stored-payment-stream.ts';
import type { PaymentStreamState } from '../../../core/payment-stream/transition.ts';
import { accrued, withdrawable } from '../../../core/wire/payment-stream.ts';

const startMs = Date.parse('2026-11-20T20:00:00.000Z');
const creation = {
  ...{ sender: 'GANA', recipient: 'GBETO', tokenAddress: 'CUSDC' },
  ...{ ratePerSecond: '10', depositedAmount: '1000' },
};
/** 1,000 deposited, 10 a second, from 20:00 on. */
const made = newPaymentStream('s1', creation, startMs);

/** After so many seconds. */
function act(
  stream: StoredPaymentStream | undefined,
  action: PaymentStreamAction,
  seconds: number,
) {
  const atMs = startMs + seconds * 1_000;
  return applyAction(stream, { streamId: 's1', action, atMs });
}

/** The payment stream after these actions, each at its second; all are done. */
function after(...acts: readonly (readonly [number, PaymentStreamAction])[]): StoredPaymentStream {
  return acts.reduce((stream, [seconds, action]) => {
    const decision = act(stream, action, seconds);
    if (decision.kind !== 'write') throw new Error(JSON.stringify(decision));
    return decision.stream;
  }, made);
}

/** As each state is reached, 20 seconds after the creation. */
const states: Readonly<Record<PaymentStreamState, StoredPaymentStream | undefined>> = {
  none: undefined,
  active: made,
  paused: after([20, { kind: 'pause' }]),
  cancelled: after([20, { kind: 'cancel' }]),
  completed: after([20, { kind: 'top_up', amount: '1' }], [101, { kind: 'withdraw' }]),
};

const actions: Readonly<Record<PaymentStreamActionKind, PaymentStreamAction>> = {
  create: { kind: 'create', ...creation, sender: 'GOTHER' },
  top_up: { kind: 'top_up', amount: '500' },
  withdraw: { kind: 'withdraw', amount: '200' },
  pause: { kind: 'pause' },
  resume: { kind: 'resume' },
  change_rate: { kind: 'change_rate', ratePerSecond: '5' },
  cancel: { kind: 'cancel' },
  complete: { kind: 'complete' },
};

/** What each action comes to, 30 seconds after the creation (completion: 110): the new status, or why not. */
const table: Readonly<
  Record<PaymentStreamState, Readonly<Record<PaymentStreamActionKind, string>>>
> = {
  none: {
    create: 'active',
    top_up: 'STREAM_NOT_FOUND',
    withdraw: 'STREAM_NOT_FOUND',
    pause: 'STREAM_NOT_FOUND',
    resume: 'STREAM_NOT_FOUND',
    change_rate: 'STREAM_NOT_FOUND',
    cancel: 'STREAM_NOT_FOUND',
    complete: 'STREAM_NOT_FOUND',
  },
  active: {
    create: 'STREAM_EXISTS',
    top_up: 'active',
    withdraw: 'active',
    pause: 'paused',
    resume: 'applied already',
    change_rate: 'active',
    cancel: 'cancelled',
    complete: 'completed',
  },
  paused: {
    create: 'STREAM_EXISTS',
    top_up: 'paused',
    withdraw: 'paused',
    pause: 'applied already',
    resume: 'active',
    change_rate: 'paused',
    cancel: 'cancelled',
    complete: 'NOT_ALL_ACCRUED',
  },
  cancelled: {
    create: 'STREAM_EXISTS',
    top_up: 'STREAM_ENDED',
    withdraw: 'cancelled',
    pause: 'STREAM_ENDED',
    resume: 'STREAM_ENDED',
    change_rate: 'STREAM_ENDED',
    cancel: 'applied already',
    complete: 'STREAM_ENDED',
  },
  completed: {
    create: 'STREAM_EXISTS',
    top_up: 'STREAM_ENDED',
    withdraw: 'EXCEEDS_ACCRUED',
    pause: 'STREAM_ENDED',
    resume: 'STREAM_ENDED',
    change_rate: 'STREAM_ENDED',
    cancel: 'STREAM_ENDED',
    complete: 'applied already',
  },
};

const cells = Object.entries(table).flatMap(([state, row]) =>
  Object.entries(row).map(
    ([kind, outcome]) =>
      [state as PaymentStreamState, kind as PaymentStreamActionKind, outcome] as const,
  ),
);

test.each(cells)('of one that is %s, %s comes to %s', (state, kind, outcome) => {
  const decision = act(states[state], actions[kind], kind === 'complete' ? 110 : 30);
  const received = {
    write: () => (decision.kind === 'write' ? decision.stream.status : ''),
    refused: () => (decision.kind === 'refused' ? decision.code : ''),
    note: () => 'note',
    'applied already': () => 'applied already',
  }[decision.kind]();
  expect(received).toBe(outcome);
});

test('a creation starts now unless it says when, and is the same when it is repeated', () => {
  expect(made).toEqual({
    streamId: 's1',
    ...creation,
    ...{ withdrawnAmount: '0', status: 'active' },
    startTime: '2026-11-20T20:00:00.000Z',
    createdAt: '2026-11-20T20:00:00.000Z',
    updatedAt: '2026-11-20T20:00:00.000Z',
  });
  const again = { kind: 'create', ...creation } as const;
  const grown = after(
    [10, { kind: 'top_up', amount: '5' }],
    [20, { kind: 'change_rate', ratePerSecond: '1' }],
  );
  expect(act(grown, again, 30).kind).toBe('applied already');
  for (const change of [
    { recipient: 'GOTHER' },
    { tokenAddress: undefined },
    { depositedAmount: '1006' },
    { startTime: '2026-11-20T20:00:01.000Z' },
  ]) {
    expect(act(grown, { ...again, ...change }, 30)).toMatchObject({ code: 'STREAM_EXISTS' });
  }
  expect(act(made, { ...again, ratePerSecond: '1' }, 30)).toMatchObject({ code: 'STREAM_EXISTS' });
});

test('a pause, a new rate and a resumption take over what was owed', () => {
  const stream = after(
    [20, { kind: 'pause' }],
    [30, { kind: 'change_rate', ratePerSecond: '5' }],
    [40, { kind: 'resume' }],
    [50, { kind: 'change_rate', ratePerSecond: '100' }],
  );
  expect(stream).toMatchObject({
    ...{ status: 'active', ratePerSecond: '100' },
    ...{ snapshotAmount: '250', snapshotTime: '2026-11-20T20:00:50.000Z' },
  });
  // More than is deposited may be owed, and a top-up covers it.
  const late = act(stream, { kind: 'pause' }, 60);
  expect(late).toMatchObject({ stream: { snapshotAmount: '1250', depositedAmount: '1000' } });
});

test('a withdrawal is never of more than has accrued, and says both amounts', () => {
  const partly = after([20, { kind: 'withdraw', amount: '150' }]);
  expect(partly).toMatchObject({ withdrawnAmount: '150', status: 'active' });
  expect(act(partly, { kind: 'withdraw', amount: '151' }, 30)).toEqual({
    kind: 'refused',
    code: 'EXCEEDS_ACCRUED',
    message:
      'received a withdrawal of 151 at 2026-11-20T20:00:30.000Z, expected at most 150: 300 has accrued by then, of which 150 is paid out',
  });
  expect(act(partly, { kind: 'withdraw' }, 30)).toMatchObject({
    stream: { withdrawnAmount: '300' },
  });
  expect(act(partly, { kind: 'withdraw' }, 10)).toEqual({
    kind: 'refused',
    code: 'EXCEEDS_ACCRUED',
    message:
      'received a withdrawal of all at 2026-11-20T20:00:10.000Z, expected something that is withdrawable: 150 has accrued by then, of which 150 is paid out',
  });
});

test('a total is there already when it is repeated, and does not shrink', () => {
  const grown = after([5, { kind: 'top_up', depositedAmount: '1500' }]);
  expect(grown.depositedAmount).toBe('1500');
  expect(act(grown, { kind: 'top_up', depositedAmount: '1500' }, 6).kind).toBe('applied already');
  expect(act(grown, { kind: 'top_up', depositedAmount: '1499' }, 6)).toMatchObject({
    code: 'TOTAL_TOO_SMALL',
    message:
      'received the deposited amount 1499, expected more than the 1500 that is deposited already',
  });
  const paid = after([20, { kind: 'withdraw', withdrawnAmount: '200' }]);
  expect(act(paid, { kind: 'withdraw', withdrawnAmount: '200' }, 20).kind).toBe('applied already');
  expect(act(paid, { kind: 'withdraw', withdrawnAmount: '199' }, 30)).toMatchObject({
    code: 'TOTAL_TOO_SMALL',
    message:
      'received the withdrawn amount 199, expected more than the 200 that is paid out already',
  });
});

test('no deposit is more than the 128 bits of an amount', () => {
  const most = '170141183460469231731687303715884105727';
  const rest = '170141183460469231731687303715884104727';
  expect(act(made, { kind: 'top_up', amount: rest }, 1)).toMatchObject({
    stream: { depositedAmount: most },
  });
  expect(act(made, { kind: 'top_up', amount: most }, 1)).toMatchObject({
    code: 'TOTAL_TOO_LARGE',
  });
});

test('what is owed beyond the deposit is no more than the 128 bits of an amount either', () => {
  const largest = '170141183460469231731687303715884105727';
  const fast = newPaymentStream('s1', { ...creation, ratePerSecond: largest }, startMs);
  expect(act(fast, { kind: 'pause' }, 3)).toMatchObject({
    kind: 'write',
    stream: { status: 'paused', snapshotAmount: largest },
  });
});

test('the withdrawal of all that was deposited completes it, in the same write', () => {
  expect(after([100, { kind: 'withdraw' }])).toMatchObject({
    ...{ withdrawnAmount: '1000', status: 'completed' },
  });
});

test('a cancellation leaves the recipient what has accrued, and refunds the rest', () => {
  const cancelled = after([30, { kind: 'withdraw', amount: '100' }], [40, { kind: 'cancel' }]);
  expect(cancelled).toMatchObject({
    ...{ snapshotAmount: '400', snapshotTime: '2026-11-20T20:00:40.000Z' },
    ...{ refundedAmount: '600', withdrawnAmount: '100', status: 'cancelled' },
  });
  expect(act(cancelled, { kind: 'withdraw' }, 90)).toMatchObject({
    stream: { withdrawnAmount: '400', status: 'cancelled' },
  });
  // Of one that owes more than it has, everything is the recipient's.
  expect(after([200, { kind: 'cancel' }])).toMatchObject({
    ...{ snapshotAmount: '1000', refundedAmount: '0' },
  });
});

test('it is completed once all has accrued, and no earlier', () => {
  expect(act(made, { kind: 'complete' }, 99)).toMatchObject({
    code: 'NOT_ALL_ACCRUED',
    message:
      'received the completion of payment stream s1 at 2026-11-20T20:01:39.000Z, when 990 has accrued; expected it once all of the 1000 has, or a cancellation',
  });
  const completed = after([100, { kind: 'complete' }]);
  expect(completed).toMatchObject({ status: 'completed', snapshotAmount: '1000' });
  expect(act(completed, { kind: 'withdraw' }, 100)).toMatchObject({
    stream: { withdrawnAmount: '1000', status: 'completed' },
  });
});

test('a clock that lags moves no snapshot back', () => {
  const paused = after([20, { kind: 'pause' }]);
  const resumed = act(paused, { kind: 'resume' }, 15);
  expect(resumed).toMatchObject({
    stream: { snapshotAmount: '200', snapshotTime: '2026-11-20T20:00:20.000Z' },
  });
});

test('whatever is done in whatever order, nothing is paid twice and nothing gets lost', () => {
  const amount = fc.integer({ min: 1, max: 900 }).map(String);
  const anyAction = fc.oneof(
    amount.map(value => ({ kind: 'top_up', amount: value }) as const),
    amount.map(value => ({ kind: 'withdraw', amount: value }) as const),
    amount.map(ratePerSecond => ({ kind: 'change_rate', ratePerSecond }) as const),
    fc
      .constantFrom(...(['withdraw', 'pause', 'resume', 'cancel', 'complete'] as const))
      .map(kind => ({ kind }) as PaymentStreamAction),
  );
  const anyActs = fc.array(fc.tuple(fc.nat(200), anyAction), { maxLength: 30 });
  fc.assert(
    fc.property(anyActs, acts => {
      let stream = made;
      let seconds = 0;
      let lastAccrued = 0n;
      for (const [later, action] of acts) {
        seconds += later;
        const decision = act(stream, action, seconds);
        if (decision.kind !== 'write') continue;
        stream = decision.stream;
        const now = startMs + seconds * 1_000;
        const deposited = BigInt(stream.depositedAmount);
        const earned = accrued(termsOf(stream), now);
        // What has accrued is never taken back, by no action, and never exceeds what there is.
        expect(earned >= lastAccrued && earned <= deposited).toBe(true);
        expect(BigInt(stream.withdrawnAmount ?? '0') <= earned).toBe(true);
        lastAccrued = earned;
        if (stream.status === 'cancelled') {
          const left = withdrawable(termsOf(stream), now) + BigInt(stream.withdrawnAmount ?? '0');
          expect(left + BigInt(stream.refundedAmount ?? '0')).toBe(deposited);
        }
      }
    }),
    { numRuns: 500 },
  );
});

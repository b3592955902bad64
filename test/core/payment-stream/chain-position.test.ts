import { applyAction } from '../../../core/payment-stream/apply-action.ts';
import type { ChainPosition } from '../../../core/payment-stream/chain-position.ts';
import type { PaymentStreamAction } from '../../../core/payment-stream/payment-stream-action.ts';
import type { StoredPaymentStream } from '../../../core/payment-stream/stored-payment-stream.ts';

const atMs = Date.parse('2026-11-20T20:00:00.000Z');
const at = (ledger: number, eventIndex: number, transactionHash: string): ChainPosition => ({
  ...{ ledger, eventIndex, transactionHash },
});
const hash = (letter: string) => letter.repeat(64);

function act(
  stream: StoredPaymentStream | undefined,
  chain: ChainPosition,
  action: PaymentStreamAction = { kind: 'top_up', amount: '1' },
) {
  return applyAction(stream, { streamId: 's1', action, atMs, chain });
}

function written(
  stream: StoredPaymentStream | undefined,
  chain: ChainPosition,
  action?: PaymentStreamAction,
): StoredPaymentStream {
  const decision = act(stream, chain, action);
  if (decision.kind === 'refused') throw new Error(decision.message);
  return decision.stream;
}

const creation = {
  kind: 'create',
  ...{ sender: 'GANA', recipient: 'GBETO' },
  ...{ ratePerSecond: '0', depositedAmount: '10' },
} as const;
const created = written(undefined, at(100, 7, hash('a')), creation);
const toppedUp = written(created, at(100, 9, hash('b')));

test('what was applied is applied already, and the next one is applied', () => {
  expect(created).toMatchObject({
    ...{ ledger: 100, transactionHash: hash('a'), eventIndex: 7 },
    chainEvents: ['100-7-aaaaaaaaaaaaaaaa'],
  });
  expect(act(toppedUp, at(100, 7, hash('a')), creation).kind).toBe('applied already');
  expect(act(toppedUp, at(100, 9, hash('b')))).toEqual({
    kind: 'applied already',
    stream: toppedUp,
  });
  expect(act(toppedUp, at(100, 10, hash('b')))).toMatchObject({
    kind: 'write',
    stream: { depositedAmount: '12', eventIndex: 10 },
  });
});

test.each([
  ['another transaction where one was applied', at(100, 9, hash('c'))],
  ['one between two that were applied', at(100, 8, hash('b'))],
  ['one before the first', at(99, 1, hash('c'))],
  ['the same transaction in another ledger', at(101, 3, hash('b'))],
])('a fork is reported: %s', (_title, position) => {
  expect(act(toppedUp, position)).toMatchObject({ kind: 'refused', code: 'CHAIN_FORK' });
});

test('a fork names both: what was received, and what was applied last', () => {
  expect(act(toppedUp, at(100, 8, hash('c')))).toMatchObject({
    message: `received event 8 of ledger 100, transaction ${hash('c')} for payment stream s1, expected one that was applied, or one after event 9 of ledger 100, transaction ${hash('b')}: a ledger was replaced, or was read incompletely`,
  });
});

test('what is so already takes over the place in the chain, so that its repetition is known', () => {
  const noted = act(created, at(101, 1, hash('c')), { kind: 'resume' });
  expect(noted).toMatchObject({
    kind: 'note',
    stream: { ledger: 101, updatedAt: created.updatedAt },
  });
  const stream = written(created, at(101, 1, hash('c')), { kind: 'resume' });
  expect(act(stream, at(101, 1, hash('c')), { kind: 'pause' }).kind).toBe('applied already');
});

test('a payment stream that a backend made takes over the chain’s first event of it', () => {
  const own = applyAction(undefined, { streamId: 's1', action: creation, atMs });
  if (own.kind !== 'write') throw new Error(own.kind);
  expect(act(own.stream, at(100, 7, hash('a')), creation)).toMatchObject({
    kind: 'note',
    stream: { ledger: 100 },
  });
});

test('sixteen events are remembered: older ones were applied, as far as anyone knows', () => {
  let stream = created;
  for (let ledger = 101; ledger <= 120; ledger += 1) {
    stream = written(stream, at(ledger, 0, String(ledger).padEnd(64, '0')));
  }
  expect(stream.chainEvents).toHaveLength(16);
  expect(act(stream, at(104, 0, hash('d'))).kind).toBe('applied already');
  expect(act(stream, at(105, 0, hash('d')))).toMatchObject({ code: 'CHAIN_FORK' });
  // Of an item that somebody wrote with the last event only, the last is all that is known.
  const { chainEvents: _, ...bare } = stream;
  expect(act(bare, at(119, 0, hash('d'))).kind).toBe('applied already');
  expect(act(bare, at(120, 0, hash('d')))).toMatchObject({ code: 'CHAIN_FORK' });
  expect(act(bare, at(120, 0, '120'.padEnd(64, '0'))).kind).toBe('applied already');
});

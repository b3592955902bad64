import { accrued, isTokenAmount, owed, tokenAmount, withdrawable } from '../wire/payment-stream.ts';
import { chainPlace, lastPosition, shownPosition, withChainEvent } from './chain-position.ts';
import type {
  NewPaymentStream,
  PaymentStreamAction,
  PaymentStreamRequest,
} from './payment-stream-action.ts';
import { type PaymentStreamDecision, refuse } from './payment-stream-decision.ts';
import { type StoredPaymentStream, termsOf } from './stored-payment-stream.ts';
import { type Transition, transitions } from './transition.ts';

/**
 * What becomes of an action on a payment stream (`undefined`: there is none). An event of a chain is
 * applied once, and only after all those that were applied before.
 */
export function applyAction(
  stream: StoredPaymentStream | undefined,
  request: PaymentStreamRequest,
): PaymentStreamDecision {
  const { streamId, action, atMs, chain } = request;
  const place = stream && chain ? chainPlace(stream, chain) : 'next';
  if (stream && place === 'applied') return { kind: 'applied already', stream };
  if (stream && chain && place === 'fork') return forked(stream, chain);
  if (stream === undefined && action.kind === 'create') {
    const made = newPaymentStream(streamId, action, atMs);
    return { kind: 'write', stream: { ...made, ...(chain && withChainEvent(made, chain)) } };
  }
  const decided = decide(stream, request);
  if (chain === undefined || decided.kind === 'refused') return decided;
  const noted = { ...decided.stream, ...withChainEvent(decided.stream, chain) };
  return { kind: decided.kind === 'write' ? 'write' : 'note', stream: noted };
}

/** A payment stream as it is created. It runs from `atMs` on unless it says otherwise. */
export function newPaymentStream(
  streamId: string,
  { sender, recipient, tokenAddress, ratePerSecond, depositedAmount, startTime }: NewPaymentStream,
  atMs: number,
): StoredPaymentStream {
  const at = isoOf(atMs);
  return {
    ...{ streamId, sender, recipient },
    ...(tokenAddress === undefined ? {} : { tokenAddress }),
    ...{ ratePerSecond, depositedAmount, withdrawnAmount: '0', status: 'active' },
    ...{ startTime: startTime ?? at, createdAt: at, updatedAt: at },
  };
}

/**
 * Whether the creation may be the one that made the payment stream: between the same sides, of the same
 * token, from the same time on, and with the rate and the deposit unless these have changed since.
 */
export function isRepeatedCreation(
  stream: StoredPaymentStream,
  { sender, recipient, tokenAddress, ratePerSecond, depositedAmount, startTime }: NewPaymentStream,
): boolean {
  return (
    stream.sender === sender &&
    stream.recipient === recipient &&
    stream.tokenAddress === tokenAddress &&
    (startTime === undefined || isSameTime(stream.startTime, startTime)) &&
    (stream.ratePerSecond === ratePerSecond || stream.snapshotTime !== undefined) &&
    (stream.depositedAmount === depositedAmount || isGrown(stream, depositedAmount))
  );
}

/** Whether more than that is deposited, by what was done since it was created. */
function isGrown(
  { createdAt, updatedAt, depositedAmount: deposited }: StoredPaymentStream,
  depositedAmount: string,
): boolean {
  return updatedAt !== createdAt && BigInt(depositedAmount) < BigInt(deposited);
}

function decide(
  stream: StoredPaymentStream | undefined,
  { streamId, action, atMs }: PaymentStreamRequest,
): PaymentStreamDecision {
  const transition: Transition = transitions[stream?.status ?? 'none'][action.kind];
  if (stream === undefined) {
    return refuse(
      'STREAM_NOT_FOUND',
      `received ${action.kind}, but there is no payment stream ${streamId} that keeps to its table's contract; expected one that was created`,
    );
  }
  if (action.kind === 'create' && isRepeatedCreation(stream, action)) {
    return { kind: 'applied already', stream };
  }
  if ('refused' in transition) {
    return refuse(
      transition.refused,
      transition.refused === 'STREAM_EXISTS'
        ? `received the creation of payment stream ${streamId}, which was created with other terms; expected an id of its own`
        : `received ${action.kind} for payment stream ${streamId}, which is ${stream.status}; expected one that has not ended`,
    );
  }
  if (transition.to === 'as it is') return { kind: 'applied already', stream };
  const current = { ...stream, status: transition.to };
  return changed(stream, current, action, atMs);
}

/** The payment stream after the action; `current` has its new status already. */
function changed(
  stream: StoredPaymentStream,
  current: StoredPaymentStream,
  action: PaymentStreamAction,
  atMs: number,
): PaymentStreamDecision {
  const write = (change: Partial<StoredPaymentStream>): PaymentStreamDecision => ({
    kind: 'write',
    stream: { ...current, ...change, updatedAt: isoOf(atMs) },
  });
  switch (action.kind) {
    case 'create':
      return { kind: 'applied already', stream };
    case 'top_up':
      return toppedUp(stream, action, write);
    case 'withdraw':
      return withdrawn(stream, action, atMs, write);
    case 'change_rate': {
      const { ratePerSecond } = action;
      if (ratePerSecond === stream.ratePerSecond) return { kind: 'applied already', stream };
      return write({ ...snapshot(stream, atMs), ratePerSecond });
    }
    case 'pause':
    case 'resume':
      return write(snapshot(stream, atMs));
    case 'cancel': {
      const earned = accrued(termsOf(stream), atMs);
      const refundedAmount = String(BigInt(stream.depositedAmount) - earned);
      return write({ ...snapshot(stream, atMs, earned), refundedAmount });
    }
    case 'complete': {
      const earned = accrued(termsOf(stream), atMs);
      if (earned < BigInt(stream.depositedAmount)) return tooEarly(stream, earned, atMs);
      return write(snapshot(stream, atMs, earned));
    }
  }
}

type Write = (change: Partial<StoredPaymentStream>) => PaymentStreamDecision;

function toppedUp(
  stream: StoredPaymentStream,
  action: Extract<PaymentStreamAction, { kind: 'top_up' }>,
  write: Write,
): PaymentStreamDecision {
  const { depositedAmount: before } = stream;
  const total =
    'amount' in action ? String(BigInt(before) + BigInt(action.amount)) : action.depositedAmount;
  if (total === before) return { kind: 'applied already', stream };
  if (BigInt(total) < BigInt(before)) {
    return refuse(
      'TOTAL_TOO_SMALL',
      `received the deposited amount ${total}, expected more than the ${before} that is deposited already`,
    );
  }
  if (!isTokenAmount(total)) {
    return refuse(
      'TOTAL_TOO_LARGE',
      `received a deposit that makes ${total} of ${before}, expected a total of at most 128 bits`,
    );
  }
  return write({ depositedAmount: total });
}

function withdrawn(
  stream: StoredPaymentStream,
  action: Extract<PaymentStreamAction, { kind: 'withdraw' }>,
  atMs: number,
  write: Write,
): PaymentStreamDecision {
  const { depositedAmount, withdrawnAmount: before = '0' } = stream;
  const terms = termsOf(stream);
  const available = withdrawable(terms, atMs);
  const wanted =
    'withdrawnAmount' in action
      ? BigInt(action.withdrawnAmount) - BigInt(before)
      : BigInt(action.amount ?? available);
  if (wanted < 0n) {
    return refuse(
      'TOTAL_TOO_SMALL',
      `received the withdrawn amount ${BigInt(before) + wanted}, expected more than the ${before} that is paid out already`,
    );
  }
  if ('withdrawnAmount' in action && wanted === 0n) return { kind: 'applied already', stream };
  if (wanted === 0n || wanted > available) {
    return refuse(
      'EXCEEDS_ACCRUED',
      `received a withdrawal of ${wanted === 0n ? 'all' : wanted} at ${isoOf(atMs)}, expected ${wanted === 0n ? 'something that is withdrawable' : `at most ${available}`}: ${accrued(terms, atMs)} has accrued by then, of which ${before} is paid out`,
    );
  }
  const withdrawnAmount = String(BigInt(before) + wanted);
  const isAll = withdrawnAmount === depositedAmount && stream.status !== 'cancelled';
  return write({ withdrawnAmount, ...(isAll && { status: 'completed' }) });
}

/** What is owed by then, or what its end leaves of it. Time never goes back: clocks of writers differ. */
function snapshot(
  stream: StoredPaymentStream,
  atMs: number,
  amount = owed(termsOf(stream), atMs),
): Pick<StoredPaymentStream, 'snapshotAmount' | 'snapshotTime'> {
  const { snapshotTime = -Infinity } = termsOf(stream);
  const isOlder = stream.snapshotTime !== undefined && atMs < snapshotTime;
  return {
    snapshotAmount: tokenAmount(amount),
    snapshotTime: isOlder ? stream.snapshotTime : isoOf(atMs),
  };
}

function tooEarly(
  { streamId, depositedAmount }: StoredPaymentStream,
  earned: bigint,
  atMs: number,
): PaymentStreamDecision {
  return refuse(
    'NOT_ALL_ACCRUED',
    `received the completion of payment stream ${streamId} at ${isoOf(atMs)}, when ${earned} has accrued; expected it once all of the ${depositedAmount} has, or a cancellation`,
  );
}

function forked(
  stream: StoredPaymentStream,
  position: NonNullable<PaymentStreamRequest['chain']>,
): PaymentStreamDecision {
  const last = lastPosition(stream);
  return refuse(
    'CHAIN_FORK',
    `received ${shownPosition(position)} for payment stream ${stream.streamId}, expected one that was applied, or one after ${last && shownPosition(last)}: a ledger was replaced, or was read incompletely`,
  );
}

function isSameTime(one: string | undefined, other: string): boolean {
  return one !== undefined && Date.parse(one) === Date.parse(other);
}

function isoOf(atMs: number): string {
  return new Date(atMs).toISOString();
}

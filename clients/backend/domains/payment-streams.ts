import type { Clock } from '../../../core/clock.ts';
import { applyAction } from '../../../core/payment-stream/apply-action.ts';
import {
  appliedChainEvents,
  type ChainPosition,
} from '../../../core/payment-stream/chain-position.ts';
import type { PaymentStreamAction } from '../../../core/payment-stream/payment-stream-action.ts';
import type { PaymentStreamStore } from '../../../core/payment-stream/payment-stream-store.ts';
import {
  termsOf,
  visiblePaymentStream,
} from '../../../core/payment-stream/stored-payment-stream.ts';
import { accrued, uncovered, withdrawable } from '../../../core/wire/payment-stream.ts';
import {
  type PaymentStreamAct,
  type PaymentStreamCreation,
  type PaymentStreamRate,
  type PaymentStreamTopUp,
  type PaymentStreamWithdrawal,
  parseCreated,
  parseOnStream,
  parseRateChanged,
  parseStreamId,
  parseToppedUp,
  parseWithdrawn,
} from '../payment-stream-input.ts';
import type { PaymentStreamResult, PaymentStreamState } from '../payment-stream-result.ts';

/** An action on its way. Those on one payment stream go out one after the other. */
export interface PaymentStreamTask {
  readonly streamId: string;
  readonly run: () => Promise<PaymentStreamResult>;
}

/** What the actions on payment streams work with. */
export interface PaymentStreamActionsOptions {
  readonly store: PaymentStreamStore;
  readonly push: (task: PaymentStreamTask) => Promise<PaymentStreamResult>;
  readonly clock: Clock;
  /** Of what the backend is doing now, asked as an action is called. */
  readonly traceparent: () => string | undefined;
}

interface OnStream {
  readonly streamId: string;
  readonly at?: string | undefined;
  readonly chain?: ChainPosition | undefined;
}

/**
 * What happens to payment streams, on the channel `payment-streams`. Each action reads the payment
 * stream and writes it if it still is as it was read, so that of two at once the second sees the first.
 */
export function paymentStreamActions(options: PaymentStreamActionsOptions) {
  const { store, push, clock } = options;
  const act = async (
    { streamId, at, chain }: OnStream,
    action: PaymentStreamAction,
  ): Promise<PaymentStreamResult> => {
    const atMs = at === undefined ? clock() : Date.parse(at);
    const traceparent = options.traceparent();
    const run = async (): Promise<PaymentStreamResult> => {
      const decision = await store.decide(
        streamId,
        stream => applyAction(stream, { streamId, action, atMs, chain }),
        traceparent,
      );
      if (decision.kind === 'refused') {
        const { code, message } = decision;
        return { outcome: 'refused', id: streamId, code, message };
      }
      const outcome = decision.kind === 'write' ? 'written' : 'already';
      return { outcome, id: streamId, stream: visiblePaymentStream(decision.stream) };
    };
    return await push({ streamId, run });
  };
  const plain =
    (kind: 'pause' | 'resume' | 'cancel' | 'complete') => async (input: PaymentStreamAct) =>
      await act(parseOnStream(input), { kind });

  return {
    /** stream.created. One that is there already stays as it is. */
    created: async (input: PaymentStreamCreation) => {
      const { streamId, at, chain, ...stream } = parseCreated(input);
      return await act({ streamId, at, chain }, { kind: 'create', ...stream });
    },

    /** stream.topped_up, by an amount, or to a total: a total can be repeated. */
    toppedUp: async (input: PaymentStreamTopUp) => {
      const { amount, depositedAmount = '0', ...on } = parseToppedUp(input);
      const by = amount === undefined ? { depositedAmount } : { amount };
      return await act(on, { kind: 'top_up', ...by });
    },

    /** stream.withdrawn, never of more than has accrued; stream.completed with it when it is the last. */
    withdrawn: async (input: PaymentStreamWithdrawal) => {
      const { amount, withdrawnAmount, ...on } = parseWithdrawn(input);
      const by = withdrawnAmount === undefined ? { amount } : { withdrawnAmount };
      return await act(on, { kind: 'withdraw', ...by });
    },

    /** stream.paused: what has accrued by then stands still. */
    paused: plain('pause'),

    /** stream.resumed. */
    resumed: plain('resume'),

    /** stream.rate_changed: what has accrued by then keeps the old rate. */
    rateChanged: async (input: PaymentStreamRate) => {
      const { ratePerSecond, ...on } = parseRateChanged(input);
      return await act(on, { kind: 'change_rate', ratePerSecond });
    },

    /** stream.cancelled: what has accrued by then is the recipient's, the rest is refunded. */
    cancelled: plain('cancel'),

    /** stream.completed, of one whose deposit has accrued to the last unit. */
    completed: plain('complete'),

    /** The payment stream as it is now, and what has accrued; `undefined` when there is none. */
    get: async (id: string): Promise<PaymentStreamState | undefined> => {
      const { streamId } = parseStreamId({ streamId: id });
      const found = await store.find(streamId);
      if (found === undefined) return undefined;
      const atMs = clock();
      const terms = termsOf(found);
      return {
        ...visiblePaymentStream(found),
        at: new Date(atMs).toISOString(),
        accrued: String(accrued(terms, atMs)),
        withdrawable: String(withdrawable(terms, atMs)),
        uncovered: String(uncovered(terms, atMs)),
        chainEvents: appliedChainEvents(found),
      };
    },
  };
}

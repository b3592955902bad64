import { z } from 'zod';
import type { PaymentStreamResult, Publisher } from '../../clients/backend/index.ts';
import { readScValue } from './sc-value.ts';
import type { SorobanEvent } from './soroban-event.ts';

/** One action of the publisher that an event comes to. */
export interface StreamEvent {
  readonly streamId: string;
  /** As the contract names it. */
  readonly name: string;
  readonly publish: (publisher: Publisher) => Promise<PaymentStreamResult>;
}

/** What an event means to us: an action, nothing, or that it cannot be read, and of which stream it is. */
export type ReadStreamEvent =
  | { readonly kind: 'event'; readonly event: StreamEvent }
  | { readonly kind: 'not ours' }
  | { readonly kind: 'unreadable'; readonly reason: string; readonly streamId?: string };

/** Which payment stream, when, and by which event. */
interface On {
  readonly streamId: string;
  readonly at: string;
  readonly chain: {
    readonly ledger: number;
    readonly transactionHash: string;
    readonly eventIndex: number;
  };
}

const address = z.string().min(1).max(256);
/** What a signed integer of 128 bits holds. */
const amount = z
  .bigint()
  .nonnegative()
  .max(2n ** 127n - 1n);
const seconds = z.bigint().nonnegative().max(8_640_000_000_000n);
const more = z.object({ amount: amount.positive() });

/*
 * What the contract of this example publishes. Topics: the symbol `payment_stream`, what happened as a
 * symbol, and the payment stream's number (u64). The value is a map of symbols; amounts are i128, in the
 * smallest unit of the token, and `start` is in seconds.
 */
const contractTopic = 'payment_stream';
const kinds = {
  created: kind(
    z.object({
      ...{ sender: address, recipient: address, token: address },
      ...{ rate: amount, amount, start: seconds },
    }),
    ({ sender, recipient, token, rate, amount: deposited, start }, on, { paymentStreams }) =>
      paymentStreams.created({
        ...{ ...on, sender, recipient, tokenAddress: token },
        ...{ ratePerSecond: String(rate), depositedAmount: String(deposited) },
        startTime: new Date(Number(start) * 1_000),
      }),
  ),
  topped_up: kind(more, ({ amount: added }, on, { paymentStreams }) =>
    paymentStreams.toppedUp({ ...on, amount: String(added) }),
  ),
  withdrawn: kind(more, ({ amount: paid }, on, { paymentStreams }) =>
    paymentStreams.withdrawn({ ...on, amount: String(paid) }),
  ),
  rate_changed: kind(z.object({ rate: amount }), ({ rate }, on, { paymentStreams }) =>
    paymentStreams.rateChanged({ ...on, ratePerSecond: String(rate) }),
  ),
  paused: kind(z.object({}), (_, on, { paymentStreams }) => paymentStreams.paused(on)),
  resumed: kind(z.object({}), (_, on, { paymentStreams }) => paymentStreams.resumed(on)),
  cancelled: kind(z.object({}), (_, on, { paymentStreams }) => paymentStreams.cancelled(on)),
  completed: kind(z.object({}), (_, on, { paymentStreams }) => paymentStreams.completed(on)),
};

/** Reads what the contract says of a payment stream. */
export function readStreamEvent(event: SorobanEvent): ReadStreamEvent {
  const [topic, name, number] = event.topicJson.map(readScValue);
  if (!event.inSuccessfulContractCall || topic !== contractTopic) return { kind: 'not ours' };
  if (typeof name !== 'string' || !Object.hasOwn(kinds, name)) return { kind: 'not ours' };
  if (typeof number !== 'bigint') {
    return { kind: 'unreadable', reason: 'its third topic is no number of a payment stream' };
  }
  const { ledger, ledgerClosedAt: at, txHash: transactionHash, eventIndex } = event;
  const streamId = String(number);
  const on = { streamId, at, chain: { ledger, transactionHash, eventIndex } };
  const read = kinds[name as keyof typeof kinds](readScValue(event.valueJson), on);
  return 'reason' in read
    ? { kind: 'unreadable', reason: `${name}: ${read.reason}`, streamId }
    : { kind: 'event', event: { streamId, name, publish: read.publish } };
}

function kind<T>(
  schema: z.ZodType<T>,
  publish: (value: T, on: On, publisher: Publisher) => Promise<PaymentStreamResult>,
) {
  return (value: unknown, on: On) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) {
      return { publish: async (publisher: Publisher) => await publish(parsed.data, on, publisher) };
    }
    const [issue] = parsed.error.issues;
    return { reason: `${issue?.path.join('.') || 'its value'}: ${issue?.message}` };
  };
}

import { inKeyOrder } from '../../core/key-order.ts';
import type { PaymentStreamLists } from '../../core/payment-stream/payment-stream-lists.ts';
import type { StoredPaymentStream } from '../../core/payment-stream/stored-payment-stream.ts';

/** An item with all that it must have. */
export function paymentStream(changes: Partial<StoredPaymentStream> = {}): StoredPaymentStream {
  return {
    streamId: '1',
    sender: 'house',
    recipient: 'bea',
    ratePerSecond: '10',
    depositedAmount: '1000',
    withdrawnAmount: '0',
    startTime: '2026-11-20T20:00:00.000Z',
    status: 'active',
    ...changes,
  };
}

/** Lists over these items; the indexes may have others, as they were a moment ago. */
export function memoryPaymentStreams(
  items: readonly StoredPaymentStream[],
  indexed: readonly StoredPaymentStream[] = items,
): PaymentStreamLists {
  return {
    idsOf: async ({ by, value }, { after, limit }) => {
      const all = indexed
        .filter(item => item[by] === value)
        .map(({ streamId }) => streamId)
        .filter(id => after === undefined || inKeyOrder(id, after) > 0)
        .sort(inKeyOrder);
      return { ids: all.slice(0, limit), hasMore: all.length > limit };
    },
    findAll: async streamIds => items.filter(({ streamId }) => streamIds.includes(streamId)),
  };
}

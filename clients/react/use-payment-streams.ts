import { useMemo } from 'react';
import type {
  PaymentStream,
  PaymentStreamList,
} from '../../core/wire/management/payment-streams.ts';
import type { Environment } from '../browser/index.ts';
import type { ItemListView } from './item-list.ts';
import { itemsOf, paymentStreamKind } from './payment-stream-kind.ts';
import { type ItemListing, useItemList } from './use-item-list.ts';

/** Which payment streams are listed. */
interface PaymentStreamListOptions {
  /** Whose: sender or recipient. @default - one's own; of staff, everyone's */
  readonly user?: string;
  /** @default - whatever their status */
  readonly status?: PaymentStream['status'];
  /** How many are read at once, 1 to 100. @default 100 */
  readonly limit?: number;
}

export interface UsePaymentStreamsOptions extends PaymentStreamListOptions {
  readonly environment?: Partial<Environment>;
}

/** What a list of payment streams shows. A new object whenever something differs. */
export interface PaymentStreamListView extends Omit<ItemListView<PaymentStream>, 'items'> {
  /** By their ids. */
  readonly streams: readonly PaymentStream[];
}

export interface UsePaymentStreamsResult extends PaymentStreamListView {
  /** Reads those behind them too. */
  readonly more: () => void;
}

const listing: ItemListing<PaymentStream, PaymentStreamListOptions> = {
  async ask(management, { user, status, limit, next }, signal) {
    const query = { user, status, limit, next };
    const result = await management.get<PaymentStreamList>('streams', query, signal);
    return result.kind === 'ok' ? { kind: 'ok', data: itemsOf(result.data) } : result;
  },
  has: (stream, { status }) => status === undefined || stream.status === status,
  // An event says neither all of its sides' names nor its status.
  mayHave: () => true,
};

/**
 * A list of payment streams, for as long as the component is there, each as it was read last. A row
 * whose balance grows is a component of its own, with `usePaymentStream`: it asks for nothing more.
 */
export function usePaymentStreams({
  environment,
  ...options
}: UsePaymentStreamsOptions = {}): UsePaymentStreamsResult {
  const list = useItemList(paymentStreamKind, listing, options, environment);
  return useMemo(() => {
    const { items, ...rest } = list;
    return { ...rest, streams: items };
  }, [list]);
}

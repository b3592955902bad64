import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { PaymentStreamList as Page } from '../../core/wire/management/payment-streams.ts';
import type { Environment } from '../browser/index.ts';
import {
  PaymentStreamList,
  type PaymentStreamListOptions,
  type PaymentStreamListView,
} from './payment-stream-list.ts';
import { usePaymentStreamPage } from './use-payment-stream-page.ts';

export interface UsePaymentStreamsOptions extends PaymentStreamListOptions {
  readonly environment?: Partial<Environment>;
}

export interface UsePaymentStreamsResult extends PaymentStreamListView {
  /** Reads those behind them too. */
  readonly more: () => void;
}

/**
 * A list of payment streams, for as long as the component is there, each as it was read last. A row
 * whose balance grows is a component of its own, with `usePaymentStream`: it asks for nothing more.
 */
export function usePaymentStreams(options: UsePaymentStreamsOptions = {}): UsePaymentStreamsResult {
  const { environment: given, ...rest } = options;
  const { book, management, environment } = usePaymentStreamPage(given);
  const key = JSON.stringify(rest);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the options
  const list = useMemo(
    () =>
      new PaymentStreamList({
        ...rest,
        book,
        ask: (query, signal) => management.get<Page>('streams', query, signal),
        environment,
      }),
    [key, book, management, environment],
  );
  const subscribe = useCallback(
    (watcher: () => void) => {
      const leave = list.subscribe(watcher);
      const release = list.retain();
      return () => {
        release();
        leave();
      };
    },
    [list],
  );
  const look = (): PaymentStreamListView => list.view;
  const view = useSyncExternalStore(subscribe, look, look);
  return useMemo(() => ({ ...view, more: () => list.more() }), [view, list]);
}

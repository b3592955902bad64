import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { Environment } from '../browser/index.ts';
import { type PaymentStreamView, unread } from './payment-stream-view.ts';
import { usePaymentStreamPage } from './use-payment-stream-page.ts';

export interface UsePaymentStreamOptions {
  /**
   * Whether the component is rendered with each frame in which the balance is another, rather than
   * only when the payment stream was read again.
   * @default true
   */
  readonly isGrowing?: boolean;
  readonly environment?: Partial<Environment>;
}

export interface UsePaymentStreamResult extends PaymentStreamView {
  /** The server's time, in milliseconds since 1970; it never goes back. */
  readonly serverNow: () => number;
}

/**
 * A payment stream with its balance as it grows, for as long as the component is there; `undefined`:
 * none yet. All that a page shows are read together, and hear of changes by the page's one stream.
 */
export function usePaymentStream(
  streamId: string | undefined,
  { isGrowing = true, environment }: UsePaymentStreamOptions = {},
): UsePaymentStreamResult {
  const { book } = usePaymentStreamPage(environment);
  const subscribe = useCallback(
    (watcher: () => void) =>
      streamId === undefined
        ? () => {}
        : book.watch(streamId, watcher, isGrowing ? 'always' : 'read'),
    [book, streamId, isGrowing],
  );
  const look = (): PaymentStreamView => (streamId === undefined ? unread : book.viewOf(streamId));
  const view = useSyncExternalStore(subscribe, look, () => unread);
  return useMemo(() => ({ ...view, serverNow: () => book.serverNow() }), [view, book]);
}

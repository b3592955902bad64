import { useMemo } from 'react';
import type { Environment } from '../browser/index.ts';
import { type PaymentStreamView, paymentStreamKind } from './payment-stream-kind.ts';
import { useItem } from './use-item-page.ts';

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
 * none yet. All that a page shows are read together, and again when the page's one stream says so.
 */
export function usePaymentStream(
  streamId: string | undefined,
  { isGrowing = true, environment }: UsePaymentStreamOptions = {},
): UsePaymentStreamResult {
  const when = isGrowing ? 'always' : 'read';
  const { view, book } = useItem(paymentStreamKind, streamId, { when, environment });
  return useMemo(() => ({ ...view, serverNow: () => book.serverNow() }), [view, book]);
}

import type { PaymentStreamDecision } from './payment-stream-decision.ts';
import type { StoredPaymentStream } from './stored-payment-stream.ts';

/** The payment streams as their table keeps them. Every method sees each write committed before it. */
export interface PaymentStreamStore {
  /** `undefined`: there is none, or its item breaks the table's contract. */
  find(streamId: string): Promise<StoredPaymentStream | undefined>;
  /**
   * Writes it if there is none of its id.
   *
   * @param traceparent what the write is traced by (`core/trace`). @default - by nothing
   * @throws AppError INPUT_INVALID when there is an item that breaks the table's contract
   */
  create(
    stream: StoredPaymentStream,
    traceparent?: string,
  ): Promise<'created' | { readonly exists: StoredPaymentStream }>;
  /**
   * Reads the payment stream and carries out what is decided of it, if it still stands as it was
   * read; else reads and decides again.
   *
   * @param traceparent what the write is traced by. @default - by nothing
   * @throws AppError STORE_UNAVAILABLE when other writes were faster each time
   */
  decide(
    streamId: string,
    decide: (stream: StoredPaymentStream | undefined) => PaymentStreamDecision,
    traceparent?: string,
  ): Promise<PaymentStreamDecision>;
}

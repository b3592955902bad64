import { AppError } from '../wire/app-error.ts';
import type { NewPaymentStream } from '../wire/management/payment-streams.ts';
import { Refused } from '../wire/refused.ts';
import { isRepeatedCreation, newPaymentStream } from './apply-action.ts';
import type { PaymentStreamStore } from './payment-stream-store.ts';
import type { StoredPaymentStream } from './stored-payment-stream.ts';

/** What became of it, and the payment stream as it is now. */
export interface Created {
  readonly isNew: boolean;
  readonly stream: StoredPaymentStream;
}

/**
 * Creates the payment stream. One of the same id and the same terms is the same one: it is given as it
 * is, so that a request can be repeated.
 *
 * @param traceparent what the write is traced by (`core/trace`). @default - by nothing
 * @throws Refused PAYMENT_STREAM_EXISTS when the one of that id has other terms, or none that can be read
 */
export async function createPaymentStream(
  { streamId, startTime, ...terms }: NewPaymentStream & { readonly streamId: string },
  store: Pick<PaymentStreamStore, 'create'>,
  nowMs: number,
  traceparent?: string,
): Promise<Created> {
  const asked = {
    ...terms,
    ...(startTime !== undefined && { startTime: new Date(startTime).toISOString() }),
  };
  const stream = newPaymentStream(streamId, asked, nowMs);
  const result = await store.create(stream, traceparent).catch(taken(streamId));
  if (result === 'created') return { isNew: true, stream };
  if (isRepeatedCreation(result.exists, asked)) return { isNew: false, stream: result.exists };
  const detail = `received ${streamId}, which was created with other terms; expected the same terms, or an id that is free`;
  throw new Refused('PAYMENT_STREAM_EXISTS', detail);
}

/** What the store throws for an item that is there and breaks its contract is a refusal here. */
function taken(streamId: string) {
  return (error: unknown): never => {
    if (!(error instanceof AppError) || error.code !== 'INPUT_INVALID') throw error;
    const detail = `received ${streamId}, whose item is no payment stream; expected an id that is free`;
    throw new Refused('PAYMENT_STREAM_EXISTS', detail);
  };
}

import { shownText } from '../wire/readable-text.ts';
import { Refused } from '../wire/refused.ts';
import type { PaymentStreamStore } from './payment-stream-store.ts';
import type { StoredPaymentStream } from './stored-payment-stream.ts';
import { isOf, type PaymentStreamReader, whoseStreams } from './whose.ts';

/**
 * The payment stream of that id as it is now.
 *
 * @throws Refused NOT_FOUND when there is none, and when it is somebody else's: both alike
 */
export async function findPaymentStream(
  streamId: string,
  reader: PaymentStreamReader,
  store: Pick<PaymentStreamStore, 'find'>,
): Promise<StoredPaymentStream> {
  const stream = await store.find(streamId);
  if (stream !== undefined && isOf(stream, whoseStreams(reader))) return stream;
  const detail = `received ${shownText(streamId, 128)}; expected the id of a payment stream that the caller may see`;
  throw new Refused('NOT_FOUND', detail);
}

import type { PaymentStream } from '../../../clients/react/index.ts';
import type { FakeEnvironment } from '../browser/fake-environment.ts';

/** When all of it begins, by the server's clock. */
export const startMs = 1_795_000_000_000;

/** What GET /streams answers with for one: 1,000 units a second, of a deposit for 100 seconds. */
export function paymentStream(streamId: string, given: Partial<PaymentStream> = {}): PaymentStream {
  return {
    streamId,
    sender: 'ana',
    recipient: 'beto',
    ratePerSecond: '1000',
    depositedAmount: '100000',
    withdrawnAmount: '0',
    startTime: startMs,
    status: 'active',
    accrued: '0',
    withdrawable: '0',
    uncovered: '0',
    ...given,
  };
}

/** The requests for payment streams. */
export function readsOf({ requests }: FakeEnvironment) {
  return requests.filter(({ url }) => url.pathname === '/streams');
}

/** The requests for the channel that says which have changed. */
export function channelsOf({ requests }: FakeEnvironment) {
  return requests.filter(({ url }) => url.host === 'payment-streams.example');
}

/** An event of one, as a frame of a stream. */
export function changed(seq: number, streamId: string, type = 'stream.topped_up'): string {
  const event = {
    id: `change-${seq}`,
    type,
    timestamp: startMs + seq,
    priority: 'normal',
    source: 'PaymentStreams',
    version: '1.0',
    channel: 'payment-streams',
    data: { streamId, sender: 'ana', recipient: 'beto', added: '1', depositedAmount: '2' },
  };
  return `id: e.${seq}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`;
}

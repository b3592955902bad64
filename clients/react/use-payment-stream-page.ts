import { useMemo } from 'react';
import type { PaymentStreamList } from '../../core/wire/management/payment-streams.ts';
import { type Environment, globalEnvironment } from '../browser/index.ts';
import { ManagementClient } from './management-client.ts';
import { PaymentStreamBook } from './payment-stream-book.ts';
import { type StreamPlace, useStreamPlace } from './realtime-provider.tsx';
import { readerOf } from './use-channel.ts';

/** The page's payment streams, as whoever the provider's token is of. */
export interface PaymentStreamPage {
  readonly book: PaymentStreamBook;
  readonly management: ManagementClient;
  readonly environment: Environment;
}

/** An environment is taken as it was in the first rendering of the first hook. */
export function usePaymentStreamPage(given: Partial<Environment> | undefined): PaymentStreamPage {
  const place = useStreamPlace();
  // biome-ignore lint/correctness/useExhaustiveDependencies: an environment is taken once
  return useMemo(() => pageOf(place, given), [place]);
}

function pageOf(place: StreamPlace, given: Partial<Environment> | undefined): PaymentStreamPage {
  const { token, managementUrl } = place.endpoints;
  if (managementUrl === undefined) {
    throw new Error('received no managementUrl, expected one from the provider');
  }
  const environment = { ...globalEnvironment(), ...given };
  const management = new ManagementClient(managementUrl, token, environment.fetch);
  const book = place.paymentStreams.of(() => {
    const source = {
      channel: 'payment-streams',
      ...(token === undefined ? {} : { token }),
      ...(given === undefined ? {} : { environment: given }),
    } as const;
    return new PaymentStreamBook({
      reader: readerOf(source, { ...place, reader: token }, undefined),
      ask: (streams, signal) =>
        management.get<PaymentStreamList>('streams', { streams, limit: streams.length }, signal),
      environment,
    });
  });
  return { book, management, environment };
}

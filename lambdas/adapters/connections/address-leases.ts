import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../../core/clock.ts';
import { addressHolder } from '../../../core/connection/address-holder.ts';
import type { AddressLeases } from '../../../core/connection/address-leases.ts';
import { createConnectionLeases, type LeasePool } from './connection-leases.ts';
import type { GiveBack } from './give-back.ts';

/** The leases of each address, in the table `Limits`. */
export function createAddressLeases(options: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Connections per address. */
  readonly cap: number;
  readonly now: Clock;
  /** @default - each by a request of its own */
  readonly giveBack?: GiveBack;
}): AddressLeases {
  const leases = createConnectionLeases(options);
  const poolOf = (address: string): LeasePool => ({
    keys: [`address#${addressHolder(address)}`],
    cap: options.cap,
  });
  return {
    acquire: ({ address, ...request }) => leases.acquire(poolOf(address), request),
    release: (address, connectionId) => leases.release(poolOf(address), connectionId),
  };
}

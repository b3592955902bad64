import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../../core/clock.ts';
import { addressHolder } from '../../../core/connection/address-holder.ts';
import { createConnectionSlots, type SlotPool, type SlotRequest } from './connection-leases.ts';

/** Who wants a slot of its address, and until when it holds it at the latest. */
export interface AddressSlotRequest extends SlotRequest {
  readonly address: string;
}

/** The connections that one address may have open, streams and sockets together. */
export interface AddressSlots {
  /**
   * Whether the connection got a slot; false when the address has none left.
   *
   * @throws AppError LEASE_CONTENDED after too many lost races
   */
  acquire(request: AddressSlotRequest): Promise<boolean>;
  /** Gives the connection's slot back, if it still has one. */
  release(address: string, connectionId: string): Promise<void>;
}

/** The slots of each address, in the table `Limits`. */
export function createAddressSlots(options: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Connections per address. */
  readonly cap: number;
  readonly now: Clock;
}): AddressSlots {
  const slots = createConnectionSlots(options);
  const poolOf = (address: string): SlotPool => ({
    keys: [`address#${addressHolder(address)}`],
    cap: options.cap,
  });
  return {
    acquire: async ({ address, ...request }) =>
      (await slots.acquire(poolOf(address), request)) !== undefined,
    release: (address, connectionId) => slots.release(poolOf(address), connectionId),
  };
}

import { revokedMessage } from '../../core/auth/revocation.ts';
import { type Problem, problem } from '../../core/wire/problem.ts';
import type { AddressSlots } from '../adapters/address-slots.ts';
import type { RevocationCheck } from '../adapters/revocations-table.ts';
import type { StreamLease, StreamLeaseRequest, StreamLeases } from '../adapters/stream-leases.ts';
import type { Admission } from './admit.ts';

/** What claiming works with. */
export interface PlacePorts {
  readonly addresses: AddressSlots;
  readonly leases: StreamLeases;
  readonly revocations: RevocationCheck;
}

/** A stream's place: one of its address's slots, and one of its user's. */
export interface Place {
  readonly kind: 'place';
  readonly lease: StreamLease;
  release(): Promise<void>;
}

export interface NoPlace {
  readonly kind: 'refused';
  readonly problem: Problem;
}

/**
 * Claims a place for an admitted reader, or says why there is none. A token that was revoked gets
 * none: asked before anything is taken, perhaps from a stream that has every right to it, and again
 * once the lease is there. Whoever revokes from then on finds the lease.
 */
export async function claimPlace(
  request: StreamLeaseRequest,
  { identity }: Pick<Admission, 'identity'>,
  { addresses, leases, revocations }: PlacePorts,
): Promise<Place | NoPlace> {
  const { sourceIp: address, connectionId, expiresAtMs } = request;
  if (await revocations.isRevoked(identity)) return refused('TOKEN_REVOKED', revokedMessage);
  if (!(await addresses.acquire({ address, connectionId, expiresAtMs }))) {
    const detail =
      'too many connections are open from this address; expected fewer, try again later';
    return refused('TOO_MANY_CONNECTIONS', detail);
  }
  const giveBack = () => addresses.release(address, connectionId);
  const lease = await leases.acquire(request).catch(async (error: unknown) => {
    await giveBack();
    throw error;
  });
  const release = async (): Promise<void> => {
    await Promise.all([lease.release(), giveBack()]);
  };
  const isRevoked = await revocations.isRevoked(identity).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  if (!isRevoked) return { kind: 'place', lease, release };
  await release();
  return refused('TOKEN_REVOKED', revokedMessage);
}

function refused(...[code, detail]: Parameters<typeof problem>): NoPlace {
  return { kind: 'refused', problem: problem(code, detail) };
}

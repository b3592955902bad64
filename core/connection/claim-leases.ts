import type { Identity } from '../auth/identity.ts';
import { revokedMessage } from '../auth/revocation.ts';
import type { RevocationCheck } from '../auth/revocations.ts';
import { type Problem, problem } from '../wire/problem.ts';
import { isStaff } from '../wire/role.ts';
import type { AddressLeases } from './address-leases.ts';
import type { ReleaseLease } from './lease.ts';
import type { LiveStreamLeases } from './live-stream-leases.ts';
import type { PublicStreamLeases } from './public-stream-leases.ts';
import type { StreamLease, StreamLeaseRequest, StreamLeases } from './stream-leases.ts';

/** Leases of a host on which each stream holds an environment, so that all together have a ceiling. */
export interface StreamSlots {
  readonly publicStreams: PublicStreamLeases;
  /** Of streams of several channels only. */
  readonly liveStreams: LiveStreamLeases;
}

/** What claiming works with. */
export interface LeasePorts {
  /** @default - none: a process serves many, and has room by a measure of its own */
  readonly slots?: StreamSlots;
  readonly addresses: Pick<AddressLeases, 'acquire'>;
  readonly leases: StreamLeases;
  readonly revocations: RevocationCheck;
}

/** Whose stream it is, and how long it can last. */
export interface LeasesRequest {
  readonly identity: Identity;
  readonly lease: StreamLeaseRequest;
  /** Until then the environment is held at the latest, whatever becomes of the stream. */
  readonly deadlineMs: number;
}

/** A stream's leases: of those for strangers' streams, of Live streams, of its address, and of its user. */
export interface ClaimedLeases {
  readonly kind: 'claimed';
  readonly lease: StreamLease;
  release(): Promise<void>;
}

/** Why there is no lease, as the problem that the reader gets. */
export interface NoLeases {
  readonly kind: 'refused';
  readonly problem: Problem;
}

/**
 * Claims the leases of an admitted reader's stream, or says why there are none. A token that was
 * revoked gets none: asked before anything is taken, perhaps from a stream that has every right to it,
 * and again once the lease is there. Whoever revokes from then on finds the lease.
 */
export async function claimLeases(
  request: LeasesRequest,
  ports: LeasePorts,
): Promise<ClaimedLeases | NoLeases> {
  const taken: ReleaseLease[] = [];
  const release = async (): Promise<void> => {
    const given = await Promise.allSettled(taken.map(giveBack => giveBack()));
    // After all others: whoever waits for this may leave the process.
    const failed = given.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  };
  try {
    const claimed = await claim(request, ports, taken);
    if ('check' in claimed) return { kind: 'claimed', lease: claimed, release };
    await release();
    return { kind: 'refused', problem: claimed };
  } catch (error) {
    await release();
    throw error;
  }
}

/** The lease, or why there is none; what was `taken` on the way is to be given back. */
async function claim(
  { lease: request, identity, deadlineMs }: LeasesRequest,
  { slots, addresses, leases, revocations }: LeasePorts,
  taken: ReleaseLease[],
): Promise<StreamLease | Problem> {
  const { sourceIp: address, connectionId, expiresAtMs } = request;
  if (await revocations.isRevoked(identity)) return problem('TOKEN_REVOKED', revokedMessage);
  const noSlot = slots && (await claimSlots({ lease: request, deadlineMs }, slots, taken));
  if (noSlot !== undefined) return noSlot;
  const place = await addresses.acquire({ address, connectionId, expiresAtMs });
  if (place === undefined) {
    const detail =
      'too many connections are open from this address; expected fewer, try again later';
    return problem('TOO_MANY_CONNECTIONS', detail);
  }
  taken.push(place);
  const lease = await leases.acquire(request);
  taken.push(() => lease.release());
  return (await revocations.isRevoked(identity)) ? problem('TOKEN_REVOKED', revokedMessage) : lease;
}

/** Takes the slots that the stream needs, or says why there is none. */
async function claimSlots(
  { lease: { userId, role, channel, connectionId }, deadlineMs }: Omit<LeasesRequest, 'identity'>,
  { publicStreams, liveStreams }: StreamSlots,
  taken: ReleaseLease[],
): Promise<Problem | undefined> {
  // Not the lease's end: a stream that was replaced, or is stuck, holds its environment on.
  const environment = { connectionId, expiresAtMs: deadlineMs };
  if (!isStaff(role)) {
    if (!publicStreams.areOffered) {
      const detail = `received a request for a stream of the role ${role}, to which streams are not available here; expected polls`;
      return problem('PUBLIC_STREAMS_OFF', detail);
    }
    const release = await publicStreams.acquire({ userId, ...environment });
    if (release === undefined) {
      const detail = `received one more stream of the role ${role} than there is room for; expected polls, and a stream later`;
      return problem('PUBLIC_STREAMS_FULL', detail);
    }
    taken.push(release);
  }
  if (channel !== 'live') return undefined;
  const release = await liveStreams.acquire(environment);
  if (release === undefined) {
    const detail =
      'received one more stream of several channels than there is room for; expected polls, and a stream later';
    return problem('LIVE_STREAMS_FULL', detail);
  }
  taken.push(release);
  return undefined;
}

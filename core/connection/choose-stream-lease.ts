import { isStaff, type Role } from '../wire/role.ts';

/** More than anyone may have: a lease's number has two digits. */
export const maxStreamLeases = 100;

/** Streams that one user may have open at once, by what it is; the next one replaces the oldest. */
export interface StreamsByRole {
  readonly streamsPerStaff: number;
  readonly streamsPerUser: number;
}

/** How many streams a user of this role may have open at once. */
export function streamLeasesOf(role: Role, limits: StreamsByRole): number {
  return isStaff(role) ? limits.streamsPerStaff : limits.streamsPerUser;
}

/** Who holds a lease, as the table has it. */
export interface HeldStreamLease {
  readonly leaseNumber: number;
  readonly connectionId: string;
  readonly channel: string;
  readonly clientId?: string;
  /** Where its process is notified, if that has a mailbox. */
  readonly mailbox?: string;
  readonly connectedAtMs: number;
  readonly expiresAtMs: number;
}

/** The lease to take, by its number, and whose it was: nobody's, when nobody ever held it. */
export interface StreamLeaseChoice {
  readonly leaseNumber: number;
  readonly replaces?: HeldStreamLease;
}

/** A stream that asks for one of its user's leases. */
export interface StreamLeaseWish {
  readonly channel: string;
  readonly clientId?: string;
  /** How many its user has, from 1 to 100. */
  readonly maxLeases: number;
  readonly lostRaces?: number;
}

/** Races that a stream loses for the oldest one before it looks at one more beside it. */
const racesPerRival = 3;

/**
 * Which lease a new stream takes: the one its own client holds on this channel, else a free one,
 * else that of the oldest stream. Among free ones it picks by `random`, so that streams which
 * connect at once seldom try the same; but those of one client try the same, so that they meet and
 * one is left. By `random` too it picks among the oldest few once it has lost many races.
 */
export function chooseStreamLease(
  held: readonly HeldStreamLease[],
  wish: StreamLeaseWish,
  nowMs: number,
  random: () => number,
): StreamLeaseChoice {
  const { channel, clientId, maxLeases } = wish;
  const own = held.find(
    lease =>
      clientId !== undefined &&
      lease.clientId === clientId &&
      lease.channel === channel &&
      lease.expiresAtMs > nowMs,
  );
  if (own !== undefined) return { leaseNumber: own.leaseNumber, replaces: own };
  const free = Array.from({ length: maxLeases }, (_, leaseNumber) => leaseNumber).filter(
    leaseNumber =>
      !held.some(other => other.leaseNumber === leaseNumber && other.expiresAtMs > nowMs),
  );
  const leaseNumber =
    clientId === undefined
      ? free[Math.floor(random() * free.length)]
      : nearest(free, `${channel} ${clientId}`, maxLeases);
  if (leaseNumber !== undefined) return withHolder(leaseNumber, held);
  const rivals = 1 + Math.floor((wish.lostRaces ?? 0) / racesPerRival);
  // Beyond its number lie those that it was given while it had more.
  const oldest = held
    .filter(other => other.leaseNumber < maxLeases)
    .toSorted((one, other) => one.connectedAtMs - other.connectedAtMs)
    .slice(0, rivals);
  const replaces = oldest[Math.floor(random() * oldest.length)];
  if (replaces === undefined) throw new TypeError('expected a lease that is free or held');
  return { leaseNumber: replaces.leaseNumber, replaces };
}

/** The first free number from the one on that the name hashes to. */
function nearest(free: readonly number[], name: string, maxLeases: number): number | undefined {
  let wanted = 0;
  for (const letter of name) wanted = (wanted * 31 + (letter.codePointAt(0) ?? 0)) % maxLeases;
  return free.find(leaseNumber => leaseNumber >= wanted) ?? free[0];
}

function withHolder(leaseNumber: number, held: readonly HeldStreamLease[]): StreamLeaseChoice {
  const replaces = held.find(other => other.leaseNumber === leaseNumber);
  return replaces === undefined ? { leaseNumber } : { leaseNumber, replaces };
}

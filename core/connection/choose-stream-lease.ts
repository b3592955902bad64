import { isStaff, type Role } from '../wire/role.ts';

/** More than anyone may have: a lease's number has two digits. */
export const maxStreamLeases = 100;

/** Streams that one user may have open at once, by what it is; the next one replaces the oldest. */
export interface StreamsByRole {
  readonly streamsPerStaff: number;
  readonly streamsPerUser: number;
}

export function streamLeasesOf(role: Role, limits: StreamsByRole): number {
  return isStaff(role) ? limits.streamsPerStaff : limits.streamsPerUser;
}

/** Who holds a lease, as the table has it. */
export interface HeldStreamLease {
  readonly slot: number;
  readonly connectionId: string;
  readonly channel: string;
  readonly clientId?: string;
  readonly connectedAtMs: number;
  readonly expiresAtMs: number;
}

/** The lease to take, by its number, and whose it was: nobody's, when nobody ever held it. */
export interface StreamLeaseChoice {
  readonly slot: number;
  readonly replaces?: HeldStreamLease;
}

/** A stream that asks for one of its user's leases. */
export interface StreamLeaseWish {
  readonly channel: string;
  readonly clientId?: string;
  /** How many its user has, from 1 to 100. */
  readonly slots: number;
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
  const { channel, clientId, slots } = wish;
  const own = held.find(
    slot =>
      clientId !== undefined &&
      slot.clientId === clientId &&
      slot.channel === channel &&
      slot.expiresAtMs > nowMs,
  );
  if (own !== undefined) return { slot: own.slot, replaces: own };
  const free = Array.from({ length: slots }, (_, slot) => slot).filter(
    slot => !held.some(other => other.slot === slot && other.expiresAtMs > nowMs),
  );
  const slot =
    clientId === undefined
      ? free[Math.floor(random() * free.length)]
      : nearest(free, `${channel} ${clientId}`, slots);
  if (slot !== undefined) return withHolder(slot, held);
  const rivals = 1 + Math.floor((wish.lostRaces ?? 0) / racesPerRival);
  // Beyond its number lie those that it was given while it had more.
  const oldest = held
    .filter(other => other.slot < slots)
    .toSorted((one, other) => one.connectedAtMs - other.connectedAtMs)
    .slice(0, rivals);
  const replaces = oldest[Math.floor(random() * oldest.length)];
  if (replaces === undefined) throw new TypeError('expected a slot that is free or held');
  return { slot: replaces.slot, replaces };
}

/** The first of the slots from the one on that the name stands for. */
function nearest(free: readonly number[], name: string, slots: number): number | undefined {
  let wanted = 0;
  for (const letter of name) wanted = (wanted * 31 + (letter.codePointAt(0) ?? 0)) % slots;
  return free.find(slot => slot >= wanted) ?? free[0];
}

function withHolder(slot: number, held: readonly HeldStreamLease[]): StreamLeaseChoice {
  const replaces = held.find(other => other.slot === slot);
  return replaces === undefined ? { slot } : { slot, replaces };
}

/** Streams one user may have open at once; the next one replaces the oldest (design.md, SSE). */
export const streamSlots = 20;

/** Who holds a slot, as the leases table tells it. */
export interface HeldSlot {
  readonly slot: number;
  readonly connectionId: string;
  readonly channel: string;
  readonly clientId?: string;
  readonly connectedAtMs: number;
  readonly expiresAtMs: number;
}

/** The slot to take, and whose place it takes: nobody's, when nobody ever held it. */
export interface SlotChoice {
  readonly slot: number;
  readonly replaces?: HeldSlot;
}

/** Races that a stream loses for the oldest one before it looks at one more beside it. */
const racesPerRival = 3;

/**
 * Which slot a new stream takes: the one its own client holds on this channel, else a free one,
 * else that of the oldest stream. Among free ones it picks by `random`, so that streams which
 * connect at once seldom try the same; but those of one client try the same, so that they meet and
 * one is left. By `random` too it picks among the oldest few once it has lost many races.
 */
export function chooseSlot(
  held: readonly HeldSlot[],
  wish: { readonly channel: string; readonly clientId?: string; readonly lostRaces?: number },
  nowMs: number,
  random: () => number,
): SlotChoice {
  const { channel, clientId } = wish;
  const own = held.find(
    slot =>
      clientId !== undefined &&
      slot.clientId === clientId &&
      slot.channel === channel &&
      slot.expiresAtMs > nowMs,
  );
  if (own !== undefined) return { slot: own.slot, replaces: own };
  const free = Array.from({ length: streamSlots }, (_, slot) => slot).filter(
    slot => !held.some(other => other.slot === slot && other.expiresAtMs > nowMs),
  );
  const slot =
    clientId === undefined
      ? free[Math.floor(random() * free.length)]
      : nearest(free, `${channel} ${clientId}`);
  if (slot !== undefined) return withHolder(slot, held);
  const rivals = 1 + Math.floor((wish.lostRaces ?? 0) / racesPerRival);
  const oldest = held
    .toSorted((one, other) => one.connectedAtMs - other.connectedAtMs)
    .slice(0, rivals);
  const replaces = oldest[Math.floor(random() * oldest.length)];
  if (replaces === undefined) throw new TypeError('expected a slot that is free or held');
  return { slot: replaces.slot, replaces };
}

/** The first of the slots from the one on that the name stands for. */
function nearest(slots: readonly number[], name: string): number | undefined {
  let wanted = 0;
  for (const letter of name) wanted = (wanted * 31 + (letter.codePointAt(0) ?? 0)) % streamSlots;
  return slots.find(slot => slot >= wanted) ?? slots[0];
}

function withHolder(slot: number, held: readonly HeldSlot[]): SlotChoice {
  const replaces = held.find(other => other.slot === slot);
  return replaces === undefined ? { slot } : { slot, replaces };
}

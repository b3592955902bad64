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

/**
 * Which slot a new stream takes: the one its own client holds on this channel, else a free one,
 * else that of the oldest stream. Among free ones it picks by `random`, so that streams which
 * connect at once seldom try the same.
 */
export function chooseSlot(
  held: readonly HeldSlot[],
  wish: { readonly channel: string; readonly clientId?: string },
  nowMs: number,
  random: () => number,
): SlotChoice {
  const own = held.find(
    slot =>
      wish.clientId !== undefined &&
      slot.clientId === wish.clientId &&
      slot.channel === wish.channel &&
      slot.expiresAtMs > nowMs,
  );
  if (own !== undefined) return { slot: own.slot, replaces: own };
  const free = Array.from({ length: streamSlots }, (_, slot) => slot).filter(
    slot => !held.some(other => other.slot === slot && other.expiresAtMs > nowMs),
  );
  const slot = free[Math.floor(random() * free.length)];
  if (slot !== undefined) return withHolder(slot, held);
  const oldest = held.reduce((a, b) => (b.connectedAtMs < a.connectedAtMs ? b : a));
  return { slot: oldest.slot, replaces: oldest };
}

function withHolder(slot: number, held: readonly HeldSlot[]): SlotChoice {
  const replaces = held.find(other => other.slot === slot);
  return replaces === undefined ? { slot } : { slot, replaces };
}

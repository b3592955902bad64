import type { Feed } from '../../clients/react/index.ts';

/** Feeds that are read while some page looks at them, and a little longer. */
export interface Holding {
  /** Has the channel read; the returned function says that this page does not look any more. */
  hold(channel: string): () => void;
  /** Ends all of it at once. */
  end(): void;
}

/** Whoever goes from page to page finds their feeds still open; who left costs no stream. */
const lingerMs = 30_000;

/**
 * An open stream occupies a function, so a channel is read only while it is looked at. What it
 * brought stays, and it goes on at its cursor when somebody looks again.
 */
export function createHolding(feeds: ReadonlyMap<string, Feed>): Holding {
  const open = new Map<string, { lookers: number; release: () => void; leave?: () => void }>();

  function letGo(channel: string): void {
    const held = open.get(channel);
    if (held === undefined) return;
    held.lookers -= 1;
    if (held.lookers > 0) return;
    const timer = setTimeout(() => {
      open.delete(channel);
      held.release();
    }, lingerMs);
    held.leave = () => clearTimeout(timer);
  }

  return {
    hold(channel) {
      const feed = feeds.get(channel);
      if (feed === undefined) return () => {};
      const held = open.get(channel) ?? { lookers: 0, release: feed.retain() };
      held.lookers += 1;
      held.leave?.();
      open.set(channel, held);
      let isHeld = true;
      return () => {
        if (isHeld) letGo(channel);
        isHeld = false;
      };
    },
    end() {
      for (const { leave, release } of open.values()) {
        leave?.();
        release();
      }
      open.clear();
    },
  };
}

import { createStore, type StoreApi } from 'zustand/vanilla';
import { cutText } from '../../clients/react/index.ts';

/** One line of what went over the wire, or of what the client made of it. */
export interface WireLine {
  readonly key: number;
  readonly atMs: number;
  /** Sent, received, decided by the client, or gone wrong. */
  readonly kind: 'out' | 'in' | 'step' | 'problem';
  readonly text: string;
}

/** The newest lines, in a store; older ones are forgotten. */
export interface WireLog {
  readonly store: StoreApi<{ readonly lines: readonly WireLine[] }>;
  add(kind: WireLine['kind'], text: string): void;
  clear(): void;
}

/** As much as a person reads; more would slow the page down. */
export const maxLines = 400;

const batchMs = 100;
const maxTextLength = 4_000;

export function createWireLog(now: () => number = Date.now): WireLog {
  const store = createStore<{ readonly lines: readonly WireLine[] }>(() => ({ lines: [] }));
  let pending: WireLine[] = [];
  let key = 0;
  let isDue = false;
  function flush(): void {
    isDue = false;
    const lines = [...store.getState().lines, ...pending].slice(-maxLines);
    pending = [];
    store.setState({ lines });
  }
  return {
    store,
    add(kind, text) {
      key += 1;
      pending.push({ key, atMs: now(), kind, text: cutText(text, maxTextLength, ' …') });
      if (pending.length > maxLines) pending = pending.slice(-maxLines);
      if (isDue) return;
      isDue = true;
      setTimeout(flush, batchMs);
    },
    clear() {
      pending = [];
      store.setState({ lines: [] });
    },
  };
}

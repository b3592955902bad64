import type { PeerName } from './peer.ts';

/** What the process of a server is asked. */
export type ToServer =
  | { readonly kind: 'deliver'; readonly ticks: number; readonly events: number }
  | { readonly kind: 'usage' }
  | { readonly kind: 'memory' };

/** What it answers, in the order of the questions; `ready` comes unasked. */
export type FromServer =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'delivered' }
  /** Of the process since it began, user and system. */
  | { readonly kind: 'usage'; readonly cpuMs: number; readonly readers: number }
  | ({ readonly kind: 'memory' } & Memory);

/** What a process holds after its garbage was collected, in bytes. */
export interface Memory {
  readonly rssBytes: number;
  /** On the heap and outside of it: what the process's own code holds. */
  readonly heldBytes: number;
}

/** What the process of readers is asked. */
export type ToReaders =
  | {
      readonly kind: 'open';
      readonly peer: PeerName;
      readonly port: number;
      readonly count: number;
    }
  /** Resolves when each reader has so many events more than when it was last asked. */
  | { readonly kind: 'expect'; readonly events: number };

/** What it answers. */
export type FromReaders =
  | { readonly kind: 'opened' }
  /** With what each reader received for it. */
  | { readonly kind: 'received'; readonly bytesEach: number };

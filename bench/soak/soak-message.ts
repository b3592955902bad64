import type { Outputs } from '../../tools/outputs.ts';
import type { Expected, Faults } from './received.ts';

/** What the process of the host sends. */
export type FromSoakHost =
  | { readonly kind: 'ready'; readonly outputs: Outputs }
  | { readonly kind: 'memory'; readonly rssBytes: number; readonly heapBytes: number };

/** It is asked what it holds, once its garbage is collected. */
export interface ToSoakHost {
  readonly kind: 'memory';
}

/** Why streams ended, or did not begin, by how often: `reconnect shutdown`, `left`, `status 503`. */
export type Ends = Readonly<Record<string, number>>;

/** How the readers stand. */
export interface ReadersState {
  readonly kind: 'state';
  /** With an open stream. */
  readonly open: number;
  /** Those that have come at all. */
  readonly begun: number;
  readonly opened: number;
  readonly received: number;
  readonly ends: Ends;
}

/** What became of all readers. */
export interface Verdict extends Faults {
  readonly kind: 'verdict';
  readonly readers: number;
  readonly received: number;
  /** Readers with anything wrong, and of some of them what. */
  readonly faulty: number;
  readonly examples: readonly string[];
}

/** What the process of the readers says. */
export type FromReaders =
  | { readonly kind: 'ready' }
  | ReadersState
  | { readonly kind: 'reached'; readonly readers: number }
  | Verdict
  | { readonly kind: 'gone' };

/** What readers are to get, by the name of their kind. */
export type ExpectedOf = Readonly<Record<string, Expected>>;

/** What the process of the readers is asked to do. */
export type ToReaders =
  | { readonly kind: 'start' }
  | { readonly kind: 'state' }
  /** Whoever is away comes back, and nobody leaves any more. */
  | { readonly kind: 'gather' }
  /** How many have all that is expected. */
  | { readonly kind: 'reached'; readonly expected: ExpectedOf }
  | { readonly kind: 'judge'; readonly expected: ExpectedOf }
  | { readonly kind: 'leave' };

/** With what that process starts. */
export interface ReadersStart {
  readonly outputs: Outputs;
  readonly readers: number;
  readonly seed: number;
  /** Over which all of them come for the first time. */
  readonly rampMs: number;
}

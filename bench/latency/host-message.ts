import { z } from 'zod';
import type { Outputs } from '../../tools/outputs.ts';
import type { Observation } from './observation.ts';

/** The settings that the host is started with, as `-c key=value` gives them. */
export const contextSchema = z.record(z.string(), z.string());

export type Context = z.infer<typeof contextSchema>;

/** What the process of the host sends. */
export type FromHost =
  | { readonly kind: 'ready'; readonly outputs: Outputs }
  | { readonly kind: 'observations'; readonly observations: readonly Observation[] }
  | { readonly kind: 'memory'; readonly rssBytes: number };

/** What it is asked: for all that it has observed since it was last asked, or for its memory. */
export interface ToHost {
  readonly kind: 'take' | 'memory';
}

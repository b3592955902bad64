import type { EncodedEvent } from '../log/encoded-event.ts';
import type { ItemProblem } from './malformed-reason.ts';

/** What a change became: its events in order (often none), or why its item breaks the contract. */
export type ChangeResult =
  | { readonly kind: 'events'; readonly events: readonly EncodedEvent[] }
  | {
      readonly kind: 'malformed';
      /** In one sentence, for the quarantine. */
      readonly reason: string;
      readonly problems: readonly ItemProblem[];
    };

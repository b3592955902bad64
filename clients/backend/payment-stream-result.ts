import type { AppliedChainEvent } from '../../core/payment-stream/chain-position.ts';
import type { PaymentStreamRefusalCode } from '../../core/payment-stream/payment-stream-decision.ts';
import type { PaymentStream } from '../../core/payment-stream/stored-payment-stream.ts';

/** What became of an action on a payment stream; see `docs/backend.md`. */
export type PaymentStreamResult =
  | {
      /** Committed: its events follow. */
      readonly outcome: 'written';
      readonly id: string;
      /** As it is now. */
      readonly stream: PaymentStream;
    }
  | {
      /** Nothing to do: it is so already, or this event of the chain was applied before. */
      readonly outcome: 'already';
      readonly id: string;
      readonly stream: PaymentStream;
    }
  | {
      /** Not done, and nothing was written. */
      readonly outcome: 'refused';
      readonly id: string;
      readonly code: PaymentStreamRefusalCode;
      /** What was received and what was expected; amounts by their numbers. */
      readonly message: string;
    };

/** A payment stream, and what its rate has come to by `at`; amounts are strings of digits. */
export interface PaymentStreamState extends PaymentStream {
  /** ISO 8601. */
  readonly at: string;
  readonly accrued: string;
  readonly withdrawable: string;
  readonly uncovered: string;
  /** The last events of a chain that were applied, oldest first: at most sixteen. */
  readonly chainEvents: readonly AppliedChainEvent[];
}

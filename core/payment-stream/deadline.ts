import type { Due, DuePosition, DueRange } from '../deadline/deadline.ts';
import type { PaymentStreamPhase, PaymentStreamTerms } from '../wire/payment-stream.ts';

/**
 * What is remembered of a payment stream's deposit, whatever backends do to its item: the phase that
 * was published, and when the next is due. A stream without phase and due time has none.
 */
export interface Deadline extends Due {
  /** The last phase that was published, while it holds. */
  readonly phase?: PaymentStreamPhase | undefined;
  /** When the deposit is used up, as it was known when this was written. */
  readonly depletesAtMs?: number | undefined;
}

/** A payment stream as it was read: not there, not readable by its contract, or with its terms. */
export type FoundStream =
  | { readonly kind: 'absent' }
  | { readonly kind: 'malformed' }
  | {
      readonly kind: 'stream';
      readonly terms: PaymentStreamTerms;
      /** Whether its item carries a phase. */
      readonly isMarked: boolean;
    };

/** What settling does to the stream's item; each is an update of these attributes alone. */
export type ItemWrite =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'mark';
      readonly phase: PaymentStreamPhase;
      readonly depletesAtMs?: number | undefined;
    }
  | { readonly kind: 'unmark' }
  | { readonly kind: 'complete' };

/** What is to be written of a payment stream and of its deadline; without one, the deadline is removed. */
export interface StreamWrite {
  readonly item: ItemWrite;
  readonly deadline: Deadline | undefined;
}

/** The stream's item and its deadline, each read strongly. */
export interface StreamReading {
  readonly stream: FoundStream;
  readonly deadline: Deadline | undefined;
  /**
   * Writes both or neither, and nothing unless the stream's terms and its deadline are still as they
   * were read: then it is `false`.
   */
  write(change: StreamWrite): Promise<boolean>;
}

/** One page of deadlines, the earliest first. */
export interface DuePage {
  readonly due: readonly { readonly streamId: string; readonly deadline: Deadline }[];
  /** Where the next page begins: the adapter's secret. Absent on the last page. */
  readonly next?: DuePosition | undefined;
}

export type { DuePosition };

/** The deadlines beside the payment streams they are of. */
export interface Deadlines {
  read(streamId: string): Promise<StreamReading>;
  /** Remembers that a timer was started for it; `false` when it is not the same any more. */
  noteTimer(streamId: string, deadline: Deadline): Promise<boolean>;
  /** The parts that deadlines are kept in; each is listed by itself. */
  readonly shards: readonly string[];
  /** What is due between both moments, the second left out; the index may be a moment behind. */
  list(shard: string, range: DueRange, after?: DuePosition): Promise<DuePage>;
}

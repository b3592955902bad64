import type { ChannelName, EventMetadata } from '../wire/event.ts';
import type { EventPayload, StateEventType } from '../wire/payloads.ts';
import type { Priority } from '../wire/priority.ts';
import type { ChangeTable, ChangeThresholds, Item } from './change.ts';

/**
 * A change that left an item behind: as it came, and, once the item was read by its table's contract,
 * what the table's function turns into events.
 */
export interface Write<I = Item> {
  readonly table: ChangeTable;
  readonly item: I;
  /**
   * What the old image held and could be read, attribute by attribute; absent on an insert. An
   * attribute that broke the contract counts as absent: its write was quarantined when it was made,
   * and must not silence the good write that follows it.
   */
  readonly before?: Partial<I>;
  /** The old image as it was, for attributes that are the backend's own; absent on an insert. */
  readonly oldItem?: Item;
  /** The time that the change's events carry, in milliseconds. */
  readonly timestampMs: number;
  readonly thresholds: ChangeThresholds;
}

/** An event before its envelope. `rule` is a short word, unique within a change: it ends the id. */
export type StateEventDraft = {
  [T in StateEventType]: {
    readonly rule: string;
    readonly type: T;
    readonly priority: Priority;
    readonly data: EventPayload<T>;
  };
}[StateEventType];

/** An event before its id, timestamp and version, whatever made it. */
export interface EventDraft {
  readonly rule: string;
  /** Whoever wrote the item named the event. @default - the change and the rule name it */
  readonly id?: string;
  readonly type: string;
  readonly priority: Priority;
  readonly channel: ChannelName;
  readonly source: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata?: EventMetadata;
}

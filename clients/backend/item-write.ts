import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ChangeTable, Item } from '../../core/change/change.ts';
import type { StateTable } from '../../core/change/item-problems.ts';

/** The tables that a backend writes. Proposals are the bettors' own, made over their WebSocket. */
export type PublishedTable = Exclude<ChangeTable, 'Proposals'>;

/** The attribute that is each table's key. */
export const keyNames = {
  Fights: 'fightId',
  Bets: 'betId',
  Users: 'userId',
  Transactions: 'transactionId',
  VideoStreams: 'streamId',
  PaymentStreams: 'streamId',
  Workflows: 'workflowId',
  WorkflowOperations: 'bulkOperationId',
  SystemReports: 'reportId',
  Outbox: 'eventId',
} as const satisfies Readonly<Record<PublishedTable, string>>;

/** The tables' physical names, which are outputs of the stack. */
export type TableNames = Readonly<Record<PublishedTable, string>>;

/** Attributes as DynamoDB holds them. */
export type StoredItem = Readonly<Record<string, AttributeValue>>;

/** A whole item. With `ifAbsent` an item that is there already stays as it is. */
export interface PutWrite {
  readonly kind: 'put';
  readonly table: PublishedTable;
  readonly id: string;
  readonly item: StoredItem;
  readonly ifAbsent: boolean;
}

/** What an attribute must hold, or must not, for a change to be made. */
export interface Expectation {
  readonly attribute: string;
  readonly is?: readonly (string | boolean)[];
  readonly isNot?: readonly (string | boolean)[];
  /** Whether an item that is not there may begin with this change; otherwise it must be there. */
  readonly mayBeNew?: true;
}

/** Attributes to set on an item, and others to remove from it, if it is as expected. */
export interface ChangeWrite {
  readonly kind: 'change';
  readonly table: StateTable;
  readonly id: string;
  readonly set: StoredItem;
  readonly remove: readonly string[];
  readonly expected: Expectation;
}

/** Changes of several items that are made all or none. */
export interface JointWrite {
  readonly kind: 'joint';
  /** What DynamoDB knows its repetitions by, at most 36 characters. */
  readonly token: string;
  readonly changes: readonly ChangeWrite[];
}

export type ItemWrite = PutWrite | ChangeWrite | JointWrite;

/** What became of a write that could be made or was not to be made; see `docs/backend.md`. */
export type PublishResult =
  | {
      /** Committed: its events follow. */
      readonly outcome: 'written';
      readonly id: string;
    }
  | {
      /** Nothing to do: the item says so already, and its event was made then. */
      readonly outcome: 'already';
      readonly id: string;
    }
  | {
      /** Not made: the item is not as expected. */
      readonly outcome: 'conflict';
      readonly id: string;
      /** The item as it is; absent when there is none. */
      readonly found?: Item;
    };

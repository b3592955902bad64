/** The tables whose writes become events, by the names of their contract (design.md). */
export const changeTables = [
  'Fights',
  'Bets',
  'Users',
  'Transactions',
  'VideoStreams',
  'PaymentStreams',
  'Workflows',
  'WorkflowOperations',
  'SystemReports',
  'Proposals',
  'Outbox',
] as const;

/** The tables whose writes become events. */
export type ChangeTable = (typeof changeTables)[number];

/** An item as plain values; nothing in it is checked yet. */
export type Item = Readonly<Record<string, unknown>>;

/** One committed write, as the table's stream has it. */
export interface Change {
  readonly table: ChangeTable;
  /** The stream's own id of this change: the same at every redelivery. */
  readonly changeId: string;
  /** When the stream recorded it, in milliseconds; AWS gives whole seconds. */
  readonly recordedAtMs: number;
  readonly key: string;
  /** Absent on an insert. */
  readonly oldItem?: Item;
  /** Absent on a removal. */
  readonly newItem?: Item;
  /** What it was read from, by which it can be given again just as it was. @default - not known */
  readonly record?: unknown;
}

/** Amounts, in minor currency units, from which a bet or a transaction is high priority. */
export interface ChangeThresholds {
  readonly largeBetAmount: number;
  readonly largeTransactionAmount: number;
}

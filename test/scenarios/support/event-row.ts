/** Writes to one item, and the events they must make. */
export interface EventRow {
  readonly title: string;
  readonly table: string;
  readonly key: string;
  /** Each is put over the one before. */
  readonly writes: readonly Record<string, unknown>[];
  /** type, home channel, priority, and some of the data; in order. */
  readonly events: readonly (readonly [string, string, string, Record<string, unknown>])[];
}

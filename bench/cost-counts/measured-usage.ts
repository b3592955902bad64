/** Units that functions consumed of one table and its indexes. */
export interface TableUnits {
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** What was done, how long it took, and what it consumed. */
export interface MeasuredUsage extends UsageDone {
  readonly name: string;
  readonly elapsedMs: number;
  /** By the table's name in the template, `EventLog`. */
  readonly units: Readonly<Record<string, TableUnits>>;
}

/** What was done; what is absent was not. */
export interface UsageDone {
  readonly streams?: number;
  readonly events?: number;
  readonly sockets?: number;
  readonly proposals?: number;
  /** The median of reads of the log made meanwhile, in milliseconds. */
  readonly readMs?: number;
}

/** By which a metric is known: what it is split by is part of its identity. */
export interface MetricId {
  /** "AWS/Lambda", or the stack's own. */
  readonly namespace: string;
  readonly name: string;
  /** Empty: of everything together. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Values of a metric, each as often as `counts` says. */
export interface MetricSample extends MetricId {
  /** As CloudWatch names units: "Count", "Milliseconds". */
  readonly unit: string;
  readonly values: readonly number[];
  /** As many as there are values. @default - each once */
  readonly counts?: readonly number[];
  /** When it counts, in ms since the Unix epoch. @default - now */
  readonly atMs?: number;
}

/** What takes the metrics of a host: those that functions log, and those that AWS's services make. */
export interface MetricRecorder {
  /** Counts in the minute in which it is called, or in that of the sample. */
  record(sample: MetricSample): void;
  /** Asks at the end of each minute, for what is measured rather than counted. */
  observe(read: () => readonly MetricSample[]): void;
}

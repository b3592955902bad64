import type { StreamRecord } from './stream-record.ts';

/** A stream of a table of this host, in the engine's own terms. */
export interface TableStream {
  readonly tableName: string;
  /** As the template and every record's `eventSourceARN` know it. */
  readonly streamArn: string;
  /** As the engine knows it. */
  readonly engineStreamArn: string;
  /** Marks the service's own removals among those of users. @default - there are none */
  readonly removals?: { identify(record: StreamRecord): StreamRecord };
}

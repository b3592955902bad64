import type { Duration } from 'aws-cdk-lib';
import {
  EventSourceMapping,
  FilterCriteria,
  type IEventSourceDlq,
  type IFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { RealtimeTable } from './realtime-table.ts';

/** How one function reads the stream of one table. */
export interface TableStreamProps {
  readonly table: RealtimeTable;
  readonly target: IFunction;
  /** How old a record may get before its batch is given up. */
  readonly maxRecordAge: Duration;
  /** Where batches go that were given up. @default - they are dropped */
  readonly onFailure?: IEventSourceDlq;
  /** The pattern of records that wake the function. @default - all of them */
  readonly pattern?: Readonly<Record<string, unknown>>;
  /** Batches of one shard handled at the same time; one item's records stay in order. @default 1 */
  readonly batchesAtOncePerShard?: number;
}

const maxBatchSize = 100;

/** Lambda's own value for "as often as it takes"; the records' age is the bound. */
const unboundedRetries = -1;

/**
 * Feeds a table's stream to a function from its first record on, again and again in ever smaller
 * halves when it fails, until the records are too old.
 */
export class TableStream extends EventSourceMapping {
  readonly consumer: IFunction;
  /** Whether batches that were given up are kept somewhere. */
  readonly keepsFailures: boolean;

  constructor(scope: Construct, id: string, props: TableStreamProps) {
    const { table, target } = props;
    if (!table.hasStream || table.tableStreamArn === undefined) {
      throw new Error(
        `${id}: expected a table with a stream, received ${table.node.path} with none`,
      );
    }
    super(scope, id, {
      target,
      eventSourceArn: table.tableStreamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: maxBatchSize,
      bisectBatchOnError: true,
      retryAttempts: unboundedRetries,
      maxRecordAge: props.maxRecordAge,
      ...(props.onFailure && { onFailure: props.onFailure }),
      ...(props.pattern && { filters: [FilterCriteria.filter({ ...props.pattern })] }),
      ...(props.batchesAtOncePerShard && { parallelizationFactor: props.batchesAtOncePerShard }),
    });
    table.grantStreamRead(target);
    this.consumer = target;
    this.keepsFailures = props.onFailure !== undefined;
  }
}

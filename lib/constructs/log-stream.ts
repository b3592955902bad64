import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Channel } from '../../core/channel/channels.ts';
import type { RealtimeTable } from './realtime-table.ts';
import { TableStream } from './table-stream.ts';

/** How one function reads what the logs gain. */
export interface LogStreamProps {
  readonly eventLog: RealtimeTable;
  readonly target: IFunction;
  /** The logs whose segments wake it. */
  readonly channels: readonly Channel['name'][];
  /** Batches of one shard handled at the same time; each log stays in its order. @default 1 */
  readonly batchesAtOncePerShard?: number;
}

/** A socket that missed more than this catches up by its cursor; older ones would only hold up what is new. */
const maxRecordAge = Duration.minutes(10);

/** Feeds new segments to a function, one batch at a time: a socket receives each log in its order. */
export class LogStream extends TableStream {
  constructor(scope: Construct, id: string, props: LogStreamProps) {
    const { eventLog, target, channels, batchesAtOncePerShard } = props;
    super(scope, id, {
      table: eventLog,
      target,
      maxRecordAge,
      ...(batchesAtOncePerShard && { batchesAtOncePerShard }),
      pattern: {
        eventName: ['INSERT'],
        dynamodb: { Keys: { channel: { S: [...channels] } } },
      },
    });
  }
}

import { Construct } from 'constructs';
import type { Environment } from '../../lambdas/event-courier/config.ts';
import { LogStream } from './log-stream.ts';
import type { OwnTables } from './own-tables.ts';
import type { ProposalSocket } from './proposal-socket.ts';
import { RealtimeFunction } from './realtime-function.ts';
import type { RealtimeTable } from './realtime-table.ts';
import type { Webhooks } from './webhooks.ts';

/** What the courier reads and posts to. */
export interface EventCourierProps {
  readonly bundlesDirectory: string;
  readonly workflows: RealtimeTable;
  readonly ownTables: OwnTables;
  readonly socket: ProposalSocket;
  readonly webhooks: Webhooks;
  /** @default - none reserved */
  readonly reservedConcurrency?: number | undefined;
}

/**
 * Each log is one key of the table, and Lambda keeps a key's records in order within one of these: so
 * wake-ups do not wait for a slow socket, nor messages for the queue, but where both keys fall into one.
 */
const batchesAtOncePerShard = 10;

/**
 * Gives what the logs gain to all that is interested in it. A DynamoDB stream has two readers, and
 * inbox-courier is the other one of the log's: what comes later joins this function.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 */
export class EventCourier extends Construct {
  constructor(scope: Construct, id: string, props: EventCourierProps) {
    super(scope, id);
    const { workflows, socket, webhooks } = props;
    const { eventLog, connections, rooms, statistics, webhooks: webhooksTable } = props.ownTables;
    const target = new RealtimeFunction<Environment>(this, 'Function', {
      name: 'event-courier',
      description: 'Posts events of workflows to their sockets, and wakes webhooks',
      bundlesDirectory: props.bundlesDirectory,
      environment: {
        CONNECTIONS_TABLE_NAME: connections.tableName,
        ROOMS_TABLE_NAME: rooms.tableName,
        WORKFLOWS_TABLE_NAME: workflows.tableName,
        WEBHOOKS_TABLE_NAME: webhooksTable.tableName,
        WEBHOOK_QUEUE_URL: webhooks.wakeUps.queueUrl,
        STATISTICS_TABLE_NAME: statistics.tableName,
        AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: socket.callbackUrl,
      },
      memorySizeMb: 512,
      // A batch of many workflows, each with its rooms, fifty at a time.
      timeoutSeconds: 300,
      reservedConcurrency: props.reservedConcurrency,
    });
    connections.allow(target, 'Query', 'BatchGetItem', 'DeleteItem');
    connections.allowIndexQuery(target, 'byChannel');
    rooms.allow(target, 'Query', 'GetItem', 'DeleteItem');
    workflows.allow(target, 'GetItem');
    statistics.allow(target, 'UpdateItem');
    socket.allowConnections(target, 'POST');
    webhooksTable.allowIndexQuery(target, 'byStatus');
    webhooks.allowWaking(target);
    new LogStream(this, 'EventLogStream', {
      ...{ eventLog, target, batchesAtOncePerShard },
      channels: ['workflows', 'global'],
    });
  }
}

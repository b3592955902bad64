import { Construct } from 'constructs';
import { inbox } from '../../core/channel/channels.ts';
import type { Environment } from '../../lambdas/inbox-courier/config.ts';
import { LogStream } from './log-stream.ts';
import type { ProposalSocket } from './proposal-socket.ts';
import { RealtimeFunction } from './realtime-function.ts';
import type { RealtimeTable } from './realtime-table.ts';

/** What the courier reads and posts to. */
export interface InboxCourierProps {
  readonly bundlesDirectory: string;
  readonly eventLog: RealtimeTable;
  readonly connections: RealtimeTable;
  readonly statistics: RealtimeTable;
  readonly socket: ProposalSocket;
  /** @default - none reserved */
  readonly reservedConcurrency?: number | undefined;
}

/** Posts what the inbox's log gains to the sockets of those it is addressed to. */
export class InboxCourier extends Construct {
  constructor(scope: Construct, id: string, props: InboxCourierProps) {
    super(scope, id);
    const { eventLog, connections, statistics, socket } = props;
    const target = new RealtimeFunction<Environment>(this, 'Function', {
      name: 'inbox-courier',
      description: 'Posts events of the inbox to the sockets of those they are addressed to',
      bundlesDirectory: props.bundlesDirectory,
      environment: {
        CONNECTIONS_TABLE_NAME: connections.tableName,
        STATISTICS_TABLE_NAME: statistics.tableName,
        AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: socket.callbackUrl,
      },
      memorySizeMb: 512,
      // An event for everyone goes to every socket there is, fifty at a time.
      timeoutSeconds: 300,
      reservedConcurrency: props.reservedConcurrency,
    });
    connections.allow(target, 'Query', 'DeleteItem');
    statistics.allow(target, 'UpdateItem');
    connections.allowIndexQuery(target, 'byConnection', 'byChannel');
    socket.allowConnections(target, 'POST');

    new LogStream(this, 'EventLogStream', { eventLog, target, channels: [inbox.name] });
  }
}

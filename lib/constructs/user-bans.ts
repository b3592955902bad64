import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Environment } from '../../lambdas/user-bans/config.ts';
import type { DomainTables } from './domain-tables.ts';
import type { FailedBatches } from './failed-batches.ts';
import type { OwnTables } from './own-tables.ts';
import type { ProposalSocket } from './proposal-socket.ts';
import { RealtimeFunction } from './realtime-function.ts';
import { TableStream } from './table-stream.ts';

/** What is read, ended and audited. */
export interface UserBansProps {
  readonly bundlesDirectory: string;
  readonly domainTables: DomainTables;
  readonly ownTables: OwnTables;
  readonly socket: ProposalSocket;
  readonly failedBatches: FailedBatches;
  /** How long an audit entry is kept. */
  readonly auditDays: number;
  /** @default - none reserved */
  readonly reservedConcurrency?: number | undefined;
}

/** Half of what a stream keeps. A banned user gets in nowhere meanwhile. */
const maxRecordAge = Duration.hours(12);

/** Ends the open streams and sockets of users whose item was written as banned. */
export class UserBans extends Construct {
  constructor(scope: Construct, id: string, props: UserBansProps) {
    super(scope, id);
    const { domainTables, ownTables, socket } = props;
    const target = new RealtimeFunction<Environment>(this, 'Function', {
      name: 'user-bans',
      description: 'Ends the streams and sockets of users who are banned',
      bundlesDirectory: props.bundlesDirectory,
      environment: {
        USERS_TABLE_NAME: domainTables.Users.tableName,
        CONNECTIONS_TABLE_NAME: ownTables.connections.tableName,
        LIMITS_TABLE_NAME: ownTables.limits.tableName,
        AUDIT_TABLE_NAME: ownTables.audit.tableName,
        AUDIT_DAYS: String(props.auditDays),
        AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: socket.callbackUrl,
      },
      memorySizeMb: 256,
      timeoutSeconds: 60,
      reservedConcurrency: props.reservedConcurrency,
    });
    domainTables.Users.allow(target, 'GetItem');
    ownTables.connections.allow(target, 'Query', 'UpdateItem', 'DeleteItem');
    // Notices to processes that serve many streams.
    ownTables.limits.allow(target, 'PutItem');
    socket.allowConnections(target, 'DELETE');
    ownTables.audit.allow(target, 'UpdateItem');

    new TableStream(this, 'UsersStream', {
      table: domainTables.Users,
      target,
      maxRecordAge,
      onFailure: props.failedBatches.destinationFor(target),
      pattern: {
        eventName: ['INSERT', 'MODIFY'],
        dynamodb: { NewImage: { status: { S: ['banned'] } } },
      },
    });
  }
}

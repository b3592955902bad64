import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Environment } from '../../lambdas/proposal-courier/config.ts';
import { decimal } from './decimal.ts';
import { proposalListIndexes } from './domain-tables.ts';
import type { FailedBatches } from './failed-batches.ts';
import type { OwnTables } from './own-tables.ts';
import type { ProposalDeadline } from './proposal-deadline.ts';
import type { ProposalSocket } from './proposal-socket.ts';
import { RealtimeFunction } from './realtime-function.ts';
import type { RealtimeTable } from './realtime-table.ts';
import { TableStream } from './table-stream.ts';
import { allowTelemetry, telemetryEnvironment } from './telemetry.ts';

/** What the courier reads, starts and posts to. */
export interface ProposalCourierProps {
  readonly bundlesDirectory: string;
  readonly proposals: RealtimeTable;
  readonly ownTables: OwnTables;
  readonly deadline: ProposalDeadline;
  readonly socket: ProposalSocket;
  readonly failedBatches: FailedBatches;
  /** How long an audit entry is kept. */
  readonly auditDays: number;
  /** Those that a proposal may be in, the default first: a new socket gets them. */
  readonly currencies: readonly string[];
  /** The share of traces whose hops are logged, from 0 to 1. */
  readonly traceSampling: number;
  /** @default - none reserved */
  readonly reservedConcurrency?: number | undefined;
}

/** Half of what a stream keeps; an unstarted deadline is the sweeper's long before. */
const maxProposalAge = Duration.hours(12);

/** API Gateway closes a silent socket after ten minutes: a later greeting finds nobody who waits. */
const maxConnectionAge = Duration.minutes(10);

/**
 * Lambda's most. The courier mostly waits, up to 2 s for a connection that does not answer; others
 * must not wait behind it. Records of one item stay in order whatever the number.
 */
const batchesAtOncePerShard = 10;

/** Starts each proposal's deadline and notifies both sides of its outcome, over their sockets. */
export class ProposalCourier extends Construct {
  constructor(scope: Construct, id: string, props: ProposalCourierProps) {
    super(scope, id);
    const { proposals, ownTables, deadline, socket } = props;
    const { connections } = ownTables;
    const target = new RealtimeFunction<Environment>(this, 'Function', {
      name: 'proposal-courier',
      description: 'Starts deadlines and posts proposals and their outcomes to sockets',
      bundlesDirectory: props.bundlesDirectory,
      environment: {
        PROPOSALS_TABLE_NAME: proposals.tableName,
        CONNECTIONS_TABLE_NAME: connections.tableName,
        ...telemetryEnvironment(props),
        DEADLINE_STATE_MACHINE_ARN: deadline.stateMachineArn,
        CURRENCIES: props.currencies.join(','),
        TRACE_SAMPLING: decimal(props.traceSampling),
        AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: socket.callbackUrl,
      },
      memorySizeMb: 256,
      timeoutSeconds: 60,
      reservedConcurrency: props.reservedConcurrency,
    });
    // Lists find what a backend writes by keys that are put right here.
    proposals.allow(target, 'UpdateItem');
    proposals.allowIndexQuery(target, ...proposalListIndexes);
    connections.allow(target, 'Query', 'DeleteItem');
    allowTelemetry(ownTables, target);
    target.addToRolePolicy(
      new PolicyStatement({
        actions: ['states:StartExecution'],
        resources: [deadline.stateMachineArn],
      }),
    );
    socket.allowConnections(target, 'POST');

    new TableStream(this, 'ProposalsStream', {
      table: proposals,
      target,
      maxRecordAge: maxProposalAge,
      onFailure: props.failedBatches.destinationFor(target),
      pattern: { eventName: ['INSERT', 'MODIFY'] },
      batchesAtOncePerShard,
    });
    new TableStream(this, 'ConnectionsStream', {
      table: connections,
      target,
      maxRecordAge: maxConnectionAge,
      pattern: {
        eventName: ['INSERT'],
        dynamodb: { Keys: { leaseId: { S: [{ prefix: 'ws#' }] } } },
      },
      batchesAtOncePerShard,
    });
  }
}

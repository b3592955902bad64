import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Environment } from '../../lambdas/change-fan-out/config.ts';
import { decimal } from './decimal.ts';
import type { DomainTables } from './domain-tables.ts';
import type { FailedBatches } from './failed-batches.ts';
import type { OwnTables } from './own-tables.ts';
import { RealtimeFunction } from './realtime-function.ts';
import { TableStream } from './table-stream.ts';

/** What the fan-out reads, writes and must know. */
export interface ChangeFanOutProps {
  readonly bundlesDirectory: string;
  readonly domainTables: DomainTables;
  readonly ownTables: OwnTables;
  readonly failedBatches: FailedBatches;
  readonly historyDays: number;
  readonly logGeneration: number;
  /** Minor currency units. */
  readonly largeBetAmount: number;
  /** Minor currency units. */
  readonly largeTransactionAmount: number;
  /** The share of traces whose hops are logged, from 0 to 1. */
  readonly traceSampling: number;
  /** @default - none reserved */
  readonly reservedConcurrency?: number | undefined;
}

/** Half of what a stream keeps, so that a batch is saved to S3 long before the stream forgets it. */
const maxRecordAge = Duration.hours(12);

/** Turns every write to a domain table into events in the logs of its channels. */
export class ChangeFanOut extends Construct {
  constructor(scope: Construct, id: string, props: ChangeFanOutProps) {
    super(scope, id);
    const { domainTables, ownTables } = props;
    const target = new RealtimeFunction<Environment>(this, 'Function', {
      name: 'change-fan-out',
      description: 'Turns writes to the domain tables into events in the channel logs',
      bundlesDirectory: props.bundlesDirectory,
      environment: {
        EVENT_LOG_TABLE_NAME: ownTables.eventLog.tableName,
        STATISTICS_TABLE_NAME: ownTables.statistics.tableName,
        HISTORY_DAYS: String(props.historyDays),
        LOG_GENERATION: String(props.logGeneration),
        QUARANTINE_TABLE_NAME: ownTables.quarantine.tableName,
        FIGHTS_TABLE_NAME: domainTables.Fights.tableName,
        BETS_TABLE_NAME: domainTables.Bets.tableName,
        USERS_TABLE_NAME: domainTables.Users.tableName,
        TRANSACTIONS_TABLE_NAME: domainTables.Transactions.tableName,
        VIDEO_STREAMS_TABLE_NAME: domainTables.VideoStreams.tableName,
        PAYMENT_STREAMS_TABLE_NAME: domainTables.PaymentStreams.tableName,
        WORKFLOWS_TABLE_NAME: domainTables.Workflows.tableName,
        WORKFLOW_OPERATIONS_TABLE_NAME: domainTables.WorkflowOperations.tableName,
        SYSTEM_REPORTS_TABLE_NAME: domainTables.SystemReports.tableName,
        PROPOSALS_TABLE_NAME: domainTables.Proposals.tableName,
        OUTBOX_TABLE_NAME: domainTables.Outbox.tableName,
        LARGE_BET_AMOUNT: String(props.largeBetAmount),
        LARGE_TRANSACTION_AMOUNT: String(props.largeTransactionAmount),
        TRACE_SAMPLING: decimal(props.traceSampling),
      },
      memorySizeMb: 512,
      timeoutSeconds: 60,
      reservedConcurrency: props.reservedConcurrency,
    });
    ownTables.eventLog.allow(target, 'Query', 'PutItem');
    ownTables.quarantine.allow(target, 'PutItem', 'UpdateItem');
    ownTables.statistics.allow(target, 'UpdateItem');
    domainTables.Outbox.allow(target, 'PutItem');

    const onFailure = props.failedBatches.destinationFor(target);
    for (const [name, table] of Object.entries(domainTables)) {
      new TableStream(this, `${name}Stream`, { table, target, maxRecordAge, onFailure });
    }
  }
}

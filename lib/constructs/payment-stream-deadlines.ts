import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Environment as SchedulerEnvironment } from '../../lambdas/payment-stream-scheduler/config.ts';
import type { Environment as SettlerEnvironment } from '../../lambdas/payment-stream-settler/config.ts';
import type { FailedBatches } from './failed-batches.ts';
import { PaymentStreamDeadline } from './payment-stream-deadline.ts';
import { RealtimeFunction } from './realtime-function.ts';
import type { RealtimeTable } from './realtime-table.ts';
import { TableStream } from './table-stream.ts';

/** What is settled, and by when. */
export interface PaymentStreamDeadlinesProps {
  readonly bundlesDirectory: string;
  readonly paymentStreams: RealtimeTable;
  readonly deadlines: RealtimeTable;
  readonly failedBatches: FailedBatches;
  /** How long before a deposit is used up that is published. */
  readonly depletionNoticeSeconds: number;
  /** @default - none reserved */
  readonly reservedConcurrency?: number | undefined;
}

/** Half of what a stream keeps, as the fan-out's. */
const maxRecordAge = Duration.hours(12);

/** Publishes when the deposits of payment streams run low and out, each time once. */
export class PaymentStreamDeadlines extends Construct {
  /** The timers; an execution is named after a digest of its payment stream and moment. */
  readonly stateMachine: PaymentStreamDeadline;

  constructor(scope: Construct, id: string, props: PaymentStreamDeadlinesProps) {
    super(scope, id);
    const { paymentStreams, deadlines, bundlesDirectory, reservedConcurrency } = props;
    const environment = {
      PAYMENT_STREAMS_TABLE_NAME: paymentStreams.tableName,
      DEADLINES_TABLE_NAME: deadlines.tableName,
      DEPLETION_NOTICE_SECONDS: String(props.depletionNoticeSeconds),
    };
    const settler = new RealtimeFunction<SettlerEnvironment>(this, 'Settler', {
      name: 'payment-stream-settler',
      description: 'Settles a payment stream at its deadline',
      bundlesDirectory,
      environment,
      memorySizeMb: 256,
      timeoutSeconds: 30,
      reservedConcurrency,
    });
    this.allowSettling(settler, props);
    this.stateMachine = new PaymentStreamDeadline(this, 'Deadline', { settler });

    const scheduler = new RealtimeFunction<SchedulerEnvironment>(this, 'Scheduler', {
      name: 'payment-stream-scheduler',
      description: 'Starts the deadlines of payment streams, and settles those that are late',
      bundlesDirectory,
      environment: {
        ...environment,
        DEADLINE_STATE_MACHINE_ARN: this.stateMachine.stateMachineArn,
      },
      memorySizeMb: 256,
      timeoutSeconds: 60,
      reservedConcurrency,
    });
    this.allowSettling(scheduler, props);
    deadlines.allowIndexQuery(scheduler, 'byDueAt');
    scheduler.addToRolePolicy(
      new PolicyStatement({
        actions: ['states:StartExecution'],
        resources: [this.stateMachine.stateMachineArn],
      }),
    );
    new TableStream(this, 'PaymentStreamsStream', {
      table: paymentStreams,
      target: scheduler,
      maxRecordAge,
      onFailure: props.failedBatches.destinationFor(scheduler),
    });
    new Rule(this, 'EveryMinute', {
      description:
        'Settles payment streams whose deadline is late, and starts those of the next hour',
      schedule: Schedule.rate(Duration.minutes(1)),
      // A failed sweep is not repeated: the next one does its work.
      targets: [
        new LambdaFunction(scheduler, { retryAttempts: 0, maxEventAge: Duration.minutes(1) }),
      ],
    });
  }

  /** In one transaction: the item as it was read, or marked, and its deadline. */
  private allowSettling(
    grantee: IGrantable,
    { paymentStreams, deadlines }: PaymentStreamDeadlinesProps,
  ): void {
    paymentStreams.allow(grantee, 'GetItem', 'ConditionCheckItem', 'UpdateItem');
    deadlines.allow(grantee, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
  }
}

import { Duration } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { LambdaName } from '../lambda-name.ts';
import { DeadlineTimer } from './deadline-timer.ts';
import { EveryMinute } from './every-minute.ts';
import type { ExecutionLog } from './execution-log.ts';
import type { FailedBatches } from './failed-batches.ts';
import { RealtimeFunction } from './realtime-function.ts';
import type { RealtimeTable } from './realtime-table.ts';
import { TableStream } from './table-stream.ts';

/** What every kind of deadline is given. */
export interface DeadlinesProps {
  readonly bundlesDirectory: string;
  readonly deadlines: RealtimeTable;
  readonly failedBatches: FailedBatches;
  readonly executionLog: ExecutionLog;
  /** @default - none reserved */
  readonly reservedConcurrency?: number | undefined;
}

/** One kind of deadline: what is settled, and by which functions. */
export interface SettledDeadlinesProps<SettlerEnvironment, SchedulerEnvironment>
  extends DeadlinesProps {
  /** Whose items are settled, for each write to them. */
  readonly table: RealtimeTable;
  /** The id of the mapping of the table's stream. */
  readonly tableStreamId: string;
  /** What the items are called. */
  readonly plural: string;
  readonly settler: LambdaName;
  readonly scheduler: LambdaName;
  readonly settlerEnvironment: SettlerEnvironment;
  readonly schedulerEnvironment: (stateMachineArn: string) => SchedulerEnvironment;
}

type Environment = Readonly<Record<string, string>>;

/** Half of what a stream keeps, as the fan-out's. */
const maxRecordAge = Duration.hours(12);

/** Publishes what begins by the clock, each time once. */
export class SettledDeadlines<
  SettlerEnvironment extends Environment,
  SchedulerEnvironment extends Environment,
> extends Construct {
  /** The timers; an execution is named after a digest of its item and moment. */
  readonly stateMachine: DeadlineTimer;

  constructor(
    scope: Construct,
    id: string,
    props: SettledDeadlinesProps<SettlerEnvironment, SchedulerEnvironment>,
  ) {
    super(scope, id);
    const { table, deadlines, plural } = props;
    const { bundlesDirectory, executionLog, reservedConcurrency } = props;
    const settler = new RealtimeFunction<SettlerEnvironment>(this, 'Settler', {
      name: props.settler,
      description: `Settles ${plural} at their deadlines`,
      bundlesDirectory,
      environment: props.settlerEnvironment,
      memorySizeMb: 256,
      timeoutSeconds: 30,
      reservedConcurrency,
    });
    this.allowSettling(settler, props);
    this.stateMachine = new DeadlineTimer(this, 'Deadline', { settler, executionLog });

    const scheduler = new RealtimeFunction<SchedulerEnvironment>(this, 'Scheduler', {
      name: props.scheduler,
      description: `Starts the deadlines of ${plural}, and settles those that are late`,
      bundlesDirectory,
      environment: props.schedulerEnvironment(this.stateMachine.stateMachineArn),
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
    new TableStream(this, props.tableStreamId, {
      table,
      target: scheduler,
      maxRecordAge,
      onFailure: props.failedBatches.destinationFor(scheduler),
    });
    new EveryMinute(this, 'EveryMinute', {
      description: `Settles ${plural} whose deadline is late, and starts those of the next hour`,
      sweeper: scheduler,
    });
  }

  /** In one transaction: the item as it was read, or marked, and its deadline. */
  private allowSettling(
    grantee: IGrantable,
    { table, deadlines }: { readonly table: RealtimeTable; readonly deadlines: RealtimeTable },
  ): void {
    table.allow(grantee, 'GetItem', 'ConditionCheckItem', 'UpdateItem');
    deadlines.allow(grantee, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
  }
}

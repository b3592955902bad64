import { Aws } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Chain,
  Choice,
  Condition,
  CustomState,
  DefinitionBody,
  StateMachine,
  StateMachineType,
  Succeed,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Environment as SweeperEnvironment } from '../../lambdas/workflow-bulk-sweeper/config.ts';
import type { Environment as WorkerEnvironment } from '../../lambdas/workflow-bulk-worker/config.ts';
import { EveryMinute } from './every-minute.ts';
import type { ExecutionLog } from './execution-log.ts';
import { RealtimeFunction } from './realtime-function.ts';
import type { RealtimeTable } from './realtime-table.ts';

/** What bulk operations are kept in and work on. */
export interface WorkflowBulkProps {
  readonly bundlesDirectory: string;
  readonly workflows: RealtimeTable;
  readonly workflowOperations: RealtimeTable;
  readonly bulkItems: RealtimeTable;
  readonly executionLog: ExecutionLog;
  /** Whether who created a workflow may not decide it. */
  readonly workflowFourEyes: boolean;
}

/** Carries out bulk operations on workflows, and goes on with those whose worker was lost. */
export class WorkflowBulk extends Construct {
  /** The workers; an execution is named after a digest of its operation and its last progress. */
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: WorkflowBulkProps) {
    super(scope, id);
    const { bundlesDirectory, workflows, workflowOperations, bulkItems } = props;
    const worker = new RealtimeFunction<WorkerEnvironment>(this, 'Worker', {
      name: 'workflow-bulk-worker',
      description: 'Carries out a bulk operation on workflows',
      bundlesDirectory,
      environment: {
        WORKFLOWS_TABLE_NAME: workflows.tableName,
        WORKFLOW_OPERATIONS_TABLE_NAME: workflowOperations.tableName,
        BULK_ITEMS_TABLE_NAME: bulkItems.tableName,
        WORKFLOW_FOUR_EYES: props.workflowFourEyes ? 'true' : 'false',
      },
      memorySizeMb: 256,
      timeoutSeconds: 120,
    });
    workflows.allow(worker, 'GetItem', 'UpdateItem');
    workflowOperations.allow(worker, 'GetItem', 'UpdateItem');
    bulkItems.allow(worker, 'GetItem', 'PutItem');

    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(definition(this, worker)),
      logs: props.executionLog.options,
    });
    // Of LambdaInvoke the role would get every version of the function, too.
    this.stateMachine.addToRolePolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [worker.functionArn] }),
    );

    const sweeper = new RealtimeFunction<SweeperEnvironment>(this, 'Sweeper', {
      name: 'workflow-bulk-sweeper',
      description: 'Goes on with bulk operations whose worker was lost',
      bundlesDirectory,
      environment: {
        WORKFLOW_OPERATIONS_TABLE_NAME: workflowOperations.tableName,
        BULK_STATE_MACHINE_ARN: this.stateMachine.stateMachineArn,
      },
      memorySizeMb: 256,
      timeoutSeconds: 50,
    });
    workflowOperations.allow(sweeper, 'GetItem', 'UpdateItem');
    workflowOperations.allowIndexQuery(sweeper, 'byStatus');
    this.allowStart(sweeper);
    new EveryMinute(this, 'EveryMinute', {
      description: 'Goes on with bulk operations whose worker was lost',
      sweeper,
    });
  }

  /** Allows starting the workers of operations. */
  allowStart(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['states:StartExecution'],
        resources: [this.stateMachine.stateMachineArn],
      }),
    );
  }
}

/** Invokes the worker again and again: until it answers without an id, or fails for five minutes. */
function definition(scope: Construct, worker: IFunction): Chain {
  const carryOut = new CustomState(scope, 'CarryOut', {
    stateJson: {
      Type: 'Task',
      Resource: `arn:${Aws.PARTITION}:states:::lambda:invoke`,
      Parameters: { FunctionName: worker.functionArn, 'Payload.$': '$' },
      OutputPath: '$.Payload',
      // What is not completed then is the sweeper's.
      Retry: [
        {
          ErrorEquals: ['States.ALL'],
          IntervalSeconds: 1,
          BackoffRate: 2,
          MaxDelaySeconds: 60,
          MaxAttempts: 10,
        },
      ],
    },
  });
  return Chain.start(carryOut).next(
    new Choice(scope, 'Choice', { stateName: 'Is there more to do?' })
      .when(Condition.isPresent('$.bulkOperationId'), carryOut)
      .otherwise(new Succeed(scope, 'Ended', { stateName: 'Ended' })),
  );
}

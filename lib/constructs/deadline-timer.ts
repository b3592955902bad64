import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
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
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { ExecutionLog } from './execution-log.ts';

/**
 * Settles a deadline when it is due. Started with an id and `dueAt`, it waits until then and invokes the
 * function; where that answers with a moment close by, it waits for that too, instead of an execution
 * more.
 */
export class DeadlineTimer extends StateMachine {
  constructor(
    scope: Construct,
    id: string,
    props: { readonly settler: IFunction; readonly executionLog: ExecutionLog },
  ) {
    const { settler, executionLog } = props;
    super(scope, id, {
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(definition(scope, id, settler)),
      logs: executionLog.options,
    });
    // Of LambdaInvoke the role would get every version of the function, too.
    this.addToRolePolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [settler.functionArn] }),
    );
  }
}

function definition(scope: Construct, id: string, settler: IFunction): Chain {
  const wait = new Wait(scope, `${id}Wait`, {
    stateName: 'Wait until it is due',
    time: WaitTime.timestampPath('$.dueAt'),
  });
  const settle = new CustomState(scope, 'Settle', {
    stateJson: {
      Type: 'Task',
      Resource: `arn:${Aws.PARTITION}:states:::lambda:invoke`,
      Parameters: { FunctionName: settler.functionArn, 'Payload.$': '$' },
      OutputPath: '$.Payload',
      // Five minutes in all; what is still due then is the sweeper's.
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
  return Chain.start(wait)
    .next(settle)
    .next(
      new Choice(scope, `${id}Choice`, { stateName: 'Is more due soon?' })
        .when(Condition.isPresent('$.dueAt'), wait)
        .otherwise(new Succeed(scope, `${id}Settled`, { stateName: 'Settled' })),
    );
}
